// Things that arrive → whoever waits for them, in order: nothing is missed by asking late. Knows nothing of what they are.
import { within } from './patience.ts'

export interface Queue<T> {
  push(item: T): void
  /** The oldest item nobody took yet; rejects with `complaint` when none comes in time. */
  take(timeout: number, complaint: () => string): Promise<T>
  /** Forgets what nobody took, and turns away who waits. */
  clear(reason: Error): void
}

export function createQueue<T>(): Queue<T> {
  const items: T[] = []
  const takers: { resolve: (item: T) => void; reject: (reason: Error) => void }[] = []
  return {
    push(item) {
      const taker = takers.shift()
      if (taker === undefined) {
        items.push(item)
      } else {
        taker.resolve(item)
      }
    },
    async take(timeout, complaint) {
      const item = items.shift()
      if (item !== undefined) {
        return item
      }
      let taker: (typeof takers)[number] | undefined
      const arrival = new Promise<T>((resolve, reject) => {
        taker = { resolve, reject }
        takers.push(taker)
      })
      try {
        return await within(arrival, timeout, complaint)
      } catch (error) {
        // Gone: what comes later is for the next one who asks.
        takers.splice(0, Infinity, ...takers.filter((other) => other !== taker))
        throw error
      }
    },
    clear(reason) {
      items.length = 0
      for (const { reject } of takers.splice(0)) {
        reject(reason)
      }
    },
  }
}
