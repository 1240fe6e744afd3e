// The platform's time, which a schedule can make jump, and which knows how many timers it owes.
import type { Clock } from '@linefeed/client'

export interface JumpingClock extends Clock {
  /** Timers that have neither fired nor been cancelled. */
  readonly pending: number
  /** The wall clock is set by `date` milliseconds; the machine slept for `slept` of them, and no timer ran. */
  jump(date: number, slept: number): void
}

/** `turn` calls back in another turn of the event loop. */
export function createJumpingClock(turn: (callback: () => void) => void): JumpingClock {
  const timers = new Set<ReturnType<typeof setTimeout>>()
  let dateOffset = 0
  let nowOffset = 0
  return {
    get pending() {
      return timers.size
    },
    now: () => performance.now() + nowOffset,
    date: () => Date.now() + dateOffset,
    schedule(delay, callback) {
      const timer = setTimeout(() => {
        // After a stall of this process the sockets speak first: its own silence is none of the server's.
        turn(() => {
          if (timers.delete(timer)) {
            callback()
          }
        })
        // Node cuts fractions off, and would be early.
      }, Math.ceil(delay))
      timers.add(timer)
      return () => {
        clearTimeout(timer)
        timers.delete(timer)
      }
    },
    jump(date, slept) {
      dateOffset += date + slept
      nowOffset += slept
    },
  }
}
