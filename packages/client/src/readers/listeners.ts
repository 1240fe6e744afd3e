// Events → the functions that asked for their type. Knows nothing of where events come from.
import type { Reporter } from '../report.ts'

type Listener<Event> = (event: Event) => void

interface Entry<Event> {
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
  // Lists are replaced, never changed: a dispatch under way goes on with the list it started with.
  const entries = new Map<string | undefined, readonly Entry<Event>[]>()

  function call(list: readonly Entry<Event>[] | undefined, event: Event): void {
    if (list) {
      for (const entry of list) {
        if (!entry.removed) {
          try {
            entry.listener(event)
          } catch (cause) {
            reporter.blame('listener', cause)
          }
        }
      }
    }
  }

  return {
    get isEmpty() {
      return entries.size === 0
    },
    add(type, listener) {
      const entry = { listener, removed: false }
      entries.set(type, [...(entries.get(type) ?? []), entry])
      return () => {
        if (!entry.removed) {
          entry.removed = true
          const rest = entries.get(type)?.filter((other) => other !== entry) ?? []
          if (rest.length > 0) {
            entries.set(type, rest)
          } else {
            entries.delete(type)
          }
        }
      }
    },
    dispatch(event) {
      call(entries.get(event.type), event)
      call(entries.get(undefined), event)
    },
    clear() {
      for (const list of entries.values()) {
        list.forEach((entry) => (entry.removed = true))
      }
      entries.clear()
    },
  }
}
