// Events sent → the ones a reconnecting client has missed. Knows positions, nothing of wires or requests.
import type { AnyEvent } from './frames.ts'

export interface HistoryOptions<Connection> {
  /** How many events are remembered. @defaultValue `Infinity` */
  keep?: number
  /**
   * Called when a client resumes after an ID that is not remembered (any more), before what is remembered is replayed.
   * What it sends on the connection before its first `await` comes first; nothing it sends is remembered: a snapshot, for example.
   */
  onTrimmed?: (connection: Connection) => void
}

interface Remembered {
  id: string | undefined
  bytes: Uint8Array<ArrayBuffer>
}

export interface History {
  remember(event: AnyEvent, bytes: Uint8Array<ArrayBuffer>): void
  /** What came after this position, and whether the position itself is still known. */
  after(lastEventId: string): { known: boolean; missed: readonly Uint8Array<ArrayBuffer>[] }
}

export function createHistory(keep: number): History {
  const events: Remembered[] = []
  // The position just before the oldest remembered event, if that has one: resuming from it misses nothing that was trimmed.
  let trimmedId: string | undefined

  return {
    remember({ id }, bytes) {
      events.push({ id, bytes })
      if (events.length > keep) {
        trimmedId = events.shift()?.id
      }
    },
    after(lastEventId) {
      const index = events.map(({ id }) => id).lastIndexOf(lastEventId)
      return {
        known: index !== -1 || lastEventId === trimmedId,
        missed: events.slice(index + 1).map(({ bytes }) => bytes),
      }
    },
  }
}
