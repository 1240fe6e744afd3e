// One subscription to the log per process → any number of readers, each by its topics. An event costs what its readers cost,
// not what all readers cost. Knows nothing of histories or HTTP.
import type { EventLog, StoredEvent } from './event-log.ts'

export interface Reader {
  onEvent(event: StoredEvent): void
  /** Events may be missing before the next one: leave, and read on from your own position. */
  onMissed(): void
}

export interface Reading {
  /** ID of the newest event that was handed out or passed over; `''` before the first. */
  position(): string
  leave(): void
}

export interface FanOut {
  /** Resolves once every later event of `topics` will reach `reader`, in order. */
  read(topics: ReadonlySet<string>, reader: Reader): Promise<Reading>
  /** Gives the subscription back. */
  close(): Promise<void>
}

export function createFanOut(log: EventLog): FanOut {
  const readersOf = new Map<string, Set<Reader>>()
  const readings = new Set<Reader>()
  let position = ''
  let subscription: Promise<() => void> | undefined

  function handOut(event: StoredEvent): void {
    position = event.id
    for (const reader of readersOf.get(event.topic) ?? []) {
      reader.onEvent(event)
    }
  }

  function miss(): void {
    readings.forEach(({ onMissed }) => onMissed())
  }

  async function subscribe(): Promise<void> {
    subscription ??= log.subscribe(handOut, miss)
    try {
      await subscription
    } catch (error) {
      // The next reader tries again.
      subscription = undefined
      throw error
    }
  }

  return {
    async read(topics, { onEvent, onMissed }) {
      await subscribe()
      // An object per reading: the same reader may read twice.
      const reader: Reader = { onEvent, onMissed }
      readings.add(reader)
      for (const topic of topics) {
        readersOf.set(topic, (readersOf.get(topic) ?? new Set()).add(reader))
      }
      return {
        position: () => position,
        leave() {
          readings.delete(reader)
          for (const topic of topics) {
            const readers = readersOf.get(topic)
            readers?.delete(reader)
            if (readers?.size === 0) {
              readersOf.delete(topic)
            }
          }
        },
      }
    },
    async close() {
      const unsubscribe = await subscription
      unsubscribe?.()
    },
  }
}
