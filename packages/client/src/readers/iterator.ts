// Events pushed → events pulled. A queue that holds up the reading when it is full, until it is empty.
import type { StreamEnd } from '../session/state.ts'
import type { Reader } from './reader.ts'

/** Events since the queue was last empty that make it full. A chunk read before that is still taken whole. */
const highWaterMark = 64

type Result<Event> = IteratorResult<Event, undefined>

/** Both ends of the queue. */
export interface IteratorReader<Event> {
  readonly reader: Reader<Event, StreamEnd>
  readonly iterator: AsyncIterableIterator<Event, undefined>
}

/** Calls `onLeave` when the loop over it is left early. */
export function createIterator<Event>(onLeave: () => void): IteratorReader<Event> {
  let queue: Event[] = []
  let head = 0
  let waiting: ((result: Result<Event> | Promise<Result<Event>>) => void)[] = []
  let end: StreamEnd | undefined
  let makeRoom = (): void => {}

  function clear(): void {
    queue = []
    head = 0
    makeRoom()
    reader.full = undefined
  }

  /** What a call of `next` gives once the queue is empty; the reason of a failure is thrown once. */
  function last(over: StreamEnd): Promise<Result<Event>> {
    end = { reason: 'closed' }
    return 'error' in over ? Promise.reject(over.error) : Promise.resolve({ value: undefined, done: true })
  }

  function onEnd(over: StreamEnd): void {
    end = over
    if (over.reason === 'closed' || over.reason === 'aborted') {
      clear()
    }
    for (const resolve of waiting) {
      resolve(last(end))
    }
    waiting = []
  }

  const reader: Reader<Event, StreamEnd> & { full?: Promise<void> | undefined } = {
    onEvent(event) {
      const resolve = waiting.shift()
      if (resolve) {
        resolve({ value: event, done: false })
      } else if (queue.push(event) >= highWaterMark) {
        reader.full ??= new Promise((room) => (makeRoom = room))
      }
    },
    onEnd,
  }

  return {
    reader,
    iterator: {
      next() {
        const value = queue[head]
        if (value === undefined) {
          return end ? last(end) : new Promise((resolve) => waiting.push(resolve))
        }
        head++
        if (head === queue.length) {
          clear()
        }
        return Promise.resolve({ value, done: false })
      },
      return() {
        onEnd({ reason: 'closed' })
        onLeave()
        return last({ reason: 'closed' })
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
