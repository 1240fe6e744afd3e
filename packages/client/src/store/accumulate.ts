// Events one by one → the data that a store publishes.
import type { StreamEvent } from '../readers/events.ts'
import type { AnyDefinition } from './definition.ts'

type Event = StreamEvent<string, unknown>

/** Takes events as they come; gives a value that later events do not change. */
export interface Accumulator {
  add(event: Event): void
  value(): unknown
}

/** Calls `reduce` once per event, so that its data is complete whenever somebody comes to look. */
export function createAccumulator({ initial, reduce, maxItems }: AnyDefinition): Accumulator {
  return maxItems === undefined
    ? fold(initial, (reduce as ((data: unknown, event: Event) => unknown) | undefined) ?? ((_, { data }) => data))
    : keepLast(maxItems)
}

function fold(initial: unknown, reduce: (data: unknown, event: Event) => unknown): Accumulator {
  let data = initial
  return {
    add(event) {
      data = reduce(data, event)
    },
    value: () => data,
  }
}

/** Drops in bulk: moving the list for every event would be quadratic. */
function keepLast(count: number): Accumulator {
  let items: Event[] = []
  let latest: readonly Event[] | undefined
  return {
    add(event) {
      latest = undefined
      items.push(event)
      if (items.length >= 2 * count) {
        items = items.slice(items.length - count)
      }
    },
    // The same list until an event comes: to a page another list is other data.
    value: () => (latest ??= items.slice(-count)),
  }
}
