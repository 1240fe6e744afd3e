// One blocking read of the log's end per process → every event from a position on, through lost connections and restarts of Redis.
// It says so when it cannot be exact. Knows nothing of who listens. @see https://redis.io/docs/latest/commands/xread
import { setTimeout as sleep } from 'node:timers/promises'
import { reasonOf, waitBefore, type Redis } from '../redis/connect.ts'
import type { StoredEvent } from './event-log.ts'
import { toLogEntry, type LogEntry } from './redis-entries.ts'

export interface TailOptions {
  redis: Redis
  stream: string
  /** Where to begin: after this entry; before the first one, if there is none. */
  after: Pick<LogEntry, 'entryId' | 'log' | 'n'> | undefined
  onEvent: (event: StoredEvent) => void
  /** Events were trimmed or lost before they could be read here. What comes next is handed on all the same. */
  onMissed: () => void
}

const batch = 1_000
/** Milliseconds one read waits: each is a sign of life, so that three without one mean a dead connection. */
const block = 5_000

/** Reads until the returned function is called. @throws when Redis is not there. */
export async function readTail({ redis, stream, after, onEvent, onMissed }: TailOptions): Promise<() => void> {
  const own = redis.duplicate({
    disableOfflineQueue: false,
    socket: { ...redis.options.socket, socketTimeout: 3 * block, reconnectStrategy: waitBefore },
  })
  own.on('error', () => {}) // The other connection says it already, and `read` fails.
  const over = new AbortController()
  let last = after
  await own.connect()
  void run()

  async function run(): Promise<void> {
    for (let failures = 0; !over.signal.aborted;) {
      try {
        const entries = await read()
        failures = 0
        entries.forEach(handOn)
      } catch (error) {
        if (failures === 0 && !over.signal.aborted) {
          console.error(`Cannot follow the event log, trying again until it works: ${reasonOf(error)}`)
        }
        await sleep(waitBefore(failures))
        failures += 1
      }
    }
  }

  async function read(): Promise<LogEntry[]> {
    const streams = await own.xRead({ key: stream, id: last?.entryId ?? '0-0' }, { BLOCK: block, COUNT: batch })
    return (streams?.[0]?.messages ?? []).map(toLogEntry)
  }

  function handOn(entry: LogEntry): void {
    if (over.signal.aborted) {
      return
    }
    if (entry.n !== (last?.n ?? 0) + 1 || entry.log !== (last?.log ?? entry.log)) {
      onMissed()
    }
    last = entry
    onEvent(entry.event)
  }

  return () => {
    over.abort()
    own.destroy()
  }
}
