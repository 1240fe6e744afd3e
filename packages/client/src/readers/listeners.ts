// Events → the functions that asked for their type. Knows nothing of where events come from.
import type { Reporter } from '../report.ts'

type Listener<Event> = (event: Event) => void

interface Entry<Event> {
  readonly type: string | undefined
  readonly listener: Listener<Event>
  removed: boolean
}

/** Functions by event type. */
export interface Listeners<Event> {
  readonly isEmpty: boolean
  /** `undefined` hears every type. The returned function removes this registration, once. */
  add(type: string | undefined, listener: Listener<Event>): () => void
  /** Calls in the order of registration within a type; those for every type come last. */
  dispatch(event: Event): void
  /** Removes all: a dispatch under way calls nobody else. */
  clear(): void
}

export function createListeners<Event extends { readonly type: string }>(reporter: Reporter): Listeners<Event> {
  // Replaced, never changed: a dispatch under way goes on with the list it started with.
  let entries: readonly Entry<Event>[] = []

  return {
    get isEmpty() {
      return entries.length === 0
    },
    add(type, listener) {
      const entry = { type, listener, removed: false }
      const isTyped = (other: Entry<Event>): boolean => other.type !== undefined
      const all = [...entries, entry]
      entries = [...all.filter(isTyped), ...all.filter((other) => !isTyped(other))]
      return () => {
        entry.removed = true
        entries = entries.filter((other) => other !== entry)
      }
    },
    dispatch(event) {
      for (const { type, listener, removed } of entries) {
        if (!removed && (type === undefined || type === event.type)) {
          try {
            listener(event)
          } catch (cause) {
            reporter.blame('listener', cause)
          }
        }
      }
    },
    clear() {
      entries.forEach((entry) => (entry.removed = true))
      entries = []
    },
  }
}
