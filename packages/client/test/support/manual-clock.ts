// A clock that stands still until it is told to go on.
import type { Clock } from '@linefeed/client'

export interface ManualClock extends Clock {
  /** Timers that have not fired and were not cancelled. */
  readonly pending: number
  /** Lets everything that needs no time happen. */
  settle(): Promise<void>
  /** Lets `ms` milliseconds pass, firing what is due on the way, each at its own moment. */
  advance(ms: number): Promise<void>
  /** Lets time pass until the next timer fires; `false` when there is none. */
  next(): Promise<boolean>
}

/** Starts at 2026-01-01T00:00:00Z. */
export function createManualClock(): ManualClock {
  const epoch = Date.UTC(2026, 0, 1)
  const timers = new Set<{ at: number; callback: () => void }>()
  let now = 0
  // A turn of the event loop runs after all microtasks, and after those that these queue.
  const settle = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
  }
  async function fireNext(until: number): Promise<boolean> {
    await settle()
    const [timer] = [...timers].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)
    if (!timer) {
      return false
    }
    now = timer.at
    timers.delete(timer)
    timer.callback()
    await settle()
    return true
  }
  return {
    now: () => now,
    date: () => epoch + now,
    schedule(delay, callback) {
      const timer = { at: now + delay, callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    get pending() {
      return timers.size
    },
    settle,
    next: () => fireNext(Infinity),
    async advance(ms) {
      const until = now + ms
      while (await fireNext(until)) {
        // One by one.
      }
      now = until
    },
  }
}
