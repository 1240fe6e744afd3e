// Things that arrive → whoever waits for them, in order: nothing is missed by asking late. Knows nothing of what they are.
import { within } from './patience.ts'

export interface Queue<T> {
  push(item: T): void
  /** The oldest item nobody took yet; rejects with `complaint` when none comes in time. */
  take(timeout: number, complaint: () => string): Promise<T>
  clear(): void
}

export function createQueue<T>(): Queue<T> {
  const items: T[] = []
  const takers: ((item: T) => void)[] = []
  return {
    push(item) {
      const taker = takers.shift()
      if (taker === undefined) {
        items.push(item)
      } else {
        taker(item)
      }
    },
    async take(timeout, complaint) {
      const item = items.shift()
      if (item !== undefined) {
        return item
      }
      let taker: ((item: T) => void) | undefined
      const arrival = new Promise<T>((resolve) => {
        taker = resolve
        takers.push(resolve)
      })
      try {
        return await within(arrival, timeout, complaint)
      } catch (error) {
        // Gone: what comes later is for the next one who asks.
        takers.splice(0, Infinity, ...takers.filter((other) => other !== taker))
        throw error
      }
    },
    clear: () => void items.splice(0),
  }
}
