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
  const byType = new Map<string, readonly Entry<Event>[]>()
  let forAll: readonly Entry<Event>[] = []

  function listOf(type: string | undefined): readonly Entry<Event>[] {
    return type === undefined ? forAll : (byType.get(type) ?? [])
  }

  function replace(type: string | undefined, list: readonly Entry<Event>[]): void {
    if (type === undefined) {
      forAll = list
    } else if (list.length > 0) {
      byType.set(type, list)
    } else {
      byType.delete(type)
    }
  }

  function call(list: readonly Entry<Event>[], event: Event): void {
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

  return {
    get isEmpty() {
      return byType.size === 0 && forAll.length === 0
    },
    add(type, listener) {
      const entry = { listener, removed: false }
      replace(type, [...listOf(type), entry])
      return () => {
        entry.removed = true
        replace(
          type,
          listOf(type).filter((other) => other !== entry),
        )
      }
    },
    dispatch(event) {
      const list = byType.get(event.type)
      if (list) {
        call(list, event)
      }
      call(forAll, event)
    },
    clear() {
      for (const list of [...byType.values(), forAll]) {
        list.forEach((entry) => (entry.removed = true))
      }
      byType.clear()
      forAll = []
    },
  }
}
