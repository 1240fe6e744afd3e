// The event log in Redis: one stream for all processes, trimmed by length. An entry's ID is the event's ID: Redis makes it of its clock,
// so that IDs of a log that was lost are older than all of the next one. Knows commands; nothing of readers.
import { askRedis, connectRedis, type RedisPlace } from '../redis/connect.ts'
import type { EventLog, Page } from './event-log.ts'
import { appendScript, isAfter, isEntryId, toNumberedEvent } from './redis-entries.ts'
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
  const tails = new Set<() => void>()

  return {
    async check() {
      await askRedis('serve events', async () => await redis.ping())
    },

    async append({ topic, type, data }) {
      const given = [String(keep), topic, type, JSON.stringify(data)]
      const stored = await askRedis(
        'append to the event log',
        async () => await redis.eval(appendScript, { keys: [stream, counted], arguments: given }),
      )
      const [id, seq] = stored as [string, number]
      return { id, topic, seq, type, data }
    },

    async readAfter(position) {
      const from = isEntryId(position) ? position : '-'
      // With the position itself: while it is there, so is everything after it, since the oldest are trimmed first. Where it is
      // not, this begins with the oldest retained event, or after it, if it is the end of the log that Redis has lost.
      const entries = await askRedis(
        'read the event log',
        async () => await redis.xRange(stream, from, '+', { COUNT: pageSize + 1 }),
      )
      const events = (entries ?? []).map((entry) => toNumberedEvent(entry).event)
      const isThere = events[0]?.id === position
      return {
        complete: isThere || position === '',
        events: isThere ? events.slice(1) : events.slice(0, pageSize),
        isLast: events.length <= pageSize,
      } satisfies Page
    },

    async subscribe(onEvent, onMissed) {
      return await askRedis('follow the event log', async () => {
        const [newest] = (await redis.xRevRange(stream, '+', '-', { COUNT: 1 })) ?? []
        const { n, event } = newest === undefined ? { n: 0, event: { id: '0-0' } } : toNumberedEvent(newest)
        const stop = await readTail({ redis, stream, id: event.id, n, onEvent, onMissed })
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
