// Moments to come, earliest first. Knows times and ids; knows nothing of what happens then.
import FlatQueue from 'flatqueue'

/** Ids are whole numbers below this. */
export const idLimit = 2 ** 21

export interface EventQueue {
  readonly length: number
  /** Milliseconds of the event that `pop` gave last. */
  readonly time: number
  /** Gives the time as the queue keeps it: in whole microseconds. */
  push(id: number, time: number): number
  /** The id of the next event; events of one microsecond come in the order of their ids. */
  pop(): number | undefined
}

/**
 * Time and id share one number, so the order is total and owes nothing to the heap's inside: two runs cannot differ.
 * 2^21 ids leave 2^32 microseconds, 71 minutes.
 */
export function createEventQueue(capacity: number): EventQueue {
  const queue = new FlatQueue(capacity)
  let time = 0
  return {
    get length() {
      return queue.length
    },
    get time() {
      return time
    },
    push(id, at) {
      const microseconds = Math.round(at * 1_000)
      queue.push(id, microseconds * idLimit + id)
      return microseconds / 1_000
    },
    pop() {
      const key = queue.peekValue()
      const id = queue.pop()
      if (key !== undefined && id !== undefined) {
        time = (key - id) / idLimit / 1_000
      }
      return id
    },
  }
}
