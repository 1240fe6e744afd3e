// A clock on which every wait is over in the next turn, and all waits are written down.
import type { Clock } from '@linefeed/client/connection'

export interface InstantClock extends Clock {
  /** Milliseconds that were asked for. */
  readonly delays: number[]
}

export function createInstantClock(): InstantClock {
  const delays: number[] = []
  let now = 0
  return {
    delays,
    now: () => now,
    date: () => now,
    schedule(delay, callback) {
      delays.push(delay)
      const timer = setImmediate(() => {
        now += delay
        callback()
      })
      return () => clearImmediate(timer)
    },
  }
}
