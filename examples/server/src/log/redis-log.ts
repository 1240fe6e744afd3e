// The event log in Redis: one stream for all processes, trimmed by length. Its name, in every ID, makes positions of another log
// recognisable, and of one that Redis has lost. Knows commands; nothing of readers.
import { randomBytes } from 'node:crypto'
import { askRedis, connectRedis, type RedisPlace } from '../redis/connect.ts'
import type { EventLog, Page, StoredEvent } from './event-log.ts'
import { appendScript, isAfter, parseId, toLogEntry } from './redis-entries.ts'
import { readTail } from './redis-tail.ts'

export interface RedisLogOptions extends RedisPlace {
  /** Events kept, of all topics together. Every process must say the same. */
  keep: number
}

const pageSize = 1_000

/** @throws RedisUnavailable when there is no Redis at `url`. */
export async function openRedisLog({ url, prefix, keep }: RedisLogOptions): Promise<EventLog> {
  const redis = await connectRedis(url)
  // In a Redis Cluster, what one script touches must live in one slot: that of the text in braces.
  const stream = `{${prefix}}:events`
  const counted = `{${prefix}}:counted`
  const freshName = randomBytes(4).toString('hex')
  const tails = new Set<() => void>()

  /** One more than a page, and the position itself. */
  async function read(from: string): Promise<StoredEvent[]> {
    const entries = await askRedis(
      'read the event log',
      async () => await redis.xRange(stream, from, '+', { COUNT: pageSize + 2 }),
    )
    return (entries ?? []).map((entry) => toLogEntry(entry).event)
  }

  return {
    async check() {
      await askRedis('serve events', async () => await redis.ping())
    },

    async append({ topic, type, data }) {
      const given = [freshName, String(keep), topic, type, JSON.stringify(data)]
      const stored = await askRedis(
        'append to the event log',
        async () => await redis.eval(appendScript, { keys: [stream, counted], arguments: given }),
      )
      const [id, seq] = stored as [string, number]
      return { id, topic, seq, type, data }
    },

    async readAfter(position) {
      const { log, entryId } = parseId(position) ?? { log: '', entryId: '-' }
      // With the position itself: while it is there, so is everything after it, since the oldest are trimmed first.
      const events = await read(entryId)
      if (position === '' || events[0]?.id === position) {
        return toPage(true, position === '' ? events : events.slice(1))
      }
      if (isOf(log, events[0])) {
        // It was trimmed, or Redis has lost it with the end of its log; then this is what came instead.
        return toPage(false, events)
      }
      const all = await read('-')
      return toPage(false, isOf(log, all[0]) ? [] : all)
    },

    async subscribe(onEvent, onMissed) {
      return await askRedis('follow the event log', async () => {
        const [newest] = (await redis.xRevRange(stream, '+', '-', { COUNT: 1 })) ?? []
        const after = newest === undefined ? undefined : toLogEntry(newest)
        const stop = await readTail({ redis, stream, after, onEvent, onMissed })
        tails.add(stop)
        return () => {
          tails.delete(stop)
          stop()
        }
      })
    },

    isAfter,

    async close() {
      tails.forEach((stop) => stop())
      redis.destroy()
    },
  }
}

function toPage(complete: boolean, events: readonly StoredEvent[]): Page {
  return { complete, events: events.slice(0, pageSize), isLast: events.length <= pageSize }
}

function isOf(log: string, event: StoredEvent | undefined): boolean {
  return event !== undefined && parseId(event.id)?.log === log
}
