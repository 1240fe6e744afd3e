// Events pushed → events pulled. A queue that shuts the gate when it is full, and opens it when it is empty.
import type { StreamEnd } from '../session/state.ts'
import type { Gate, Reader } from './reader.ts'

/** Events since the queue was last empty that shut the gate. A chunk read before that is still taken whole. */
const highWaterMark = 64

/** Both ends of the queue. */
export interface IteratorReader<Event> {
  readonly reader: Reader<Event, StreamEnd>
  readonly iterator: AsyncIterableIterator<Event, undefined>
}

/** Calls `onLeave` once, when the loop over it is left early. */
export function createIterator<Event>(gate: Gate, onLeave: () => void): IteratorReader<Event> {
  let queue: Event[] = []
  let head = 0
  let waiting: { resolve(result: IteratorResult<Event, undefined>): void; reject(error: unknown): void }[] = []
  let end: StreamEnd | undefined
  let release: (() => void) | undefined

  function clear(): void {
    queue = []
    head = 0
    release?.()
    release = undefined
  }

  /** What a call of `next` gives once the queue is empty; the reason of a failure is thrown once. */
  function last(over: StreamEnd): Promise<IteratorResult<Event, undefined>> {
    end = { reason: 'closed' }
    return 'error' in over ? Promise.reject(over.error) : Promise.resolve({ value: undefined, done: true })
  }

  const reader: Reader<Event, StreamEnd> = {
    onEvent(event) {
      // A listener that was called first may have ended this reader.
      if (end) {
        return
      }
      const consumer = waiting.shift()
      if (consumer) {
        consumer.resolve({ value: event, done: false })
      } else if (queue.push(event) >= highWaterMark) {
        release ??= gate.hold()
      }
    },
    onEnd(over) {
      end = over
      if (over.reason === 'closed' || over.reason === 'aborted') {
        clear()
      }
      const [first, ...others] = waiting
      waiting = []
      if (first) {
        last(over).then(first.resolve, first.reject)
        others.forEach(({ resolve }) => resolve({ value: undefined, done: true }))
      }
    },
  }

  return {
    reader,
    iterator: {
      next() {
        const value = queue[head]
        if (value === undefined) {
          return end ? last(end) : new Promise((resolve, reject) => waiting.push({ resolve, reject }))
        }
        head++
        if (head === queue.length) {
          clear()
        }
        return Promise.resolve({ value, done: false })
      },
      return() {
        clear()
        end = { reason: 'closed' }
        waiting.forEach(({ resolve }) => resolve({ value: undefined, done: true }))
        waiting = []
        onLeave()
        return Promise.resolve({ value: undefined, done: true })
      },
      [Symbol.asyncIterator]() {
        return this
      },
    },
  }
}

/** A stream that pulls from a new iterator, and leaves it when it is cancelled. */
export function toReadableStream<Event>(iterate: () => AsyncIterator<Event, undefined>): ReadableStream<Event> {
  const iterator = iterate()
  return new ReadableStream<Event>(
    {
      async pull(controller) {
        const { done, value } = await iterator.next()
        if (done) {
          controller.close()
        } else {
          controller.enqueue(value)
        }
      },
      async cancel() {
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
