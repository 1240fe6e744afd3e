// One blocking read of the log's end per process → every event from a position on, through lost connections and restarts of Redis.
// It says so when it cannot be exact. Knows nothing of who listens. @see https://redis.io/docs/latest/commands/xread
import { setTimeout as sleep } from 'node:timers/promises'
import { reasonOf, waitBefore, type Redis } from '../redis/connect.ts'
import { toNumberedEvent, type NumberedEvent } from './redis-entries.ts'

export interface TailOptions {
  redis: Redis
  stream: string
  /** Where to begin: after this entry. */
  id: string
  /** Its place in the log. */
  n: number
  onEvent: (event: NumberedEvent['event']) => void
  /** Events were trimmed or lost before they could be read here. What comes next is handed on all the same. */
  onMissed: () => void
}

const batch = 1_000
/** Milliseconds one read waits: each is a sign of life, so that three without one mean a dead connection. */
const block = 5_000

/** Reads until the returned function is called. @throws when Redis is not there. */
export async function readTail({ redis, stream, id, n, onEvent, onMissed }: TailOptions): Promise<() => void> {
  const own = redis.duplicate({
    disableOfflineQueue: false,
    socket: { ...redis.options.socket, socketTimeout: 3 * block, reconnectStrategy: waitBefore },
  })
  own.on('error', () => {}) // The other connection says it already, and `read` fails.
  const over = new AbortController()
  let position = id
  let place = n
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

  async function read(): Promise<NumberedEvent[]> {
    const streams = await own.xRead({ key: stream, id: position }, { BLOCK: block, COUNT: batch })
    return (streams?.[0]?.messages ?? []).map(toNumberedEvent)
  }

  function handOn(entry: NumberedEvent): void {
    if (over.signal.aborted) {
      return
    }
    if (entry.n !== place + 1) {
      onMissed()
    }
    position = entry.event.id
    place = entry.n
    onEvent(entry.event)
  }

  return () => {
    over.abort()
    own.destroy()
  }
}
