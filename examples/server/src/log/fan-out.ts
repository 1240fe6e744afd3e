// One subscription to the log per process → any number of readers, each by its topics. An event costs what its readers cost,
// not what all readers cost. Knows nothing of histories or HTTP.
import type { EventLog, StoredEvent } from './event-log.ts'

export interface Reading {
  /** ID of the newest event that was handed out or passed over; `''` before the first. */
  position(): string
  leave(): void
}

export interface FanOut {
  /** Resolves once every later event of `topics` will reach `onEvent`, in order. */
  read(topics: ReadonlySet<string>, onEvent: (event: StoredEvent) => void): Promise<Reading>
  /** Gives the subscription back. */
  close(): Promise<void>
}

export function createFanOut(log: EventLog): FanOut {
  const readersOf = new Map<string, Set<(event: StoredEvent) => void>>()
  let position = ''
  let subscription: Promise<() => void> | undefined

  function handOut(event: StoredEvent): void {
    position = event.id
    for (const onEvent of readersOf.get(event.topic) ?? []) {
      onEvent(event)
    }
  }

  async function subscribe(): Promise<void> {
    subscription ??= log.subscribe(handOut)
    try {
      await subscription
    } catch (error) {
      // The next reader tries again.
      subscription = undefined
      throw error
    }
  }

  return {
    async read(topics, onEvent) {
      await subscribe()
      // A wrapper per reader: the same function may read twice.
      const reader = (event: StoredEvent) => onEvent(event)
      for (const topic of topics) {
        readersOf.set(topic, (readersOf.get(topic) ?? new Set()).add(reader))
      }
      return {
        position: () => position,
        leave() {
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
