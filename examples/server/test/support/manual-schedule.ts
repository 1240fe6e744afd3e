// A `Schedule` whose time stands still until a test moves it.
import type { Schedule } from '../../src/schedule.ts'

export interface ManualSchedule {
  readonly schedule: Schedule
  /** Runs everything due within the next `milliseconds`, in order, also what that schedules. */
  advance(milliseconds: number): void
  /** Runs what is due first, if it is due within the next `milliseconds`. */
  runNext(milliseconds: number): void
  readonly pending: number
}

export function createManualSchedule(): ManualSchedule {
  let now = 0
  const due = new Map<object, { at: number; run: () => void }>()
  const next = (until: number) =>
    [...due].filter(([, { at }]) => at <= until).toSorted(([, a], [, b]) => a.at - b.at)[0]
  function runOne(until: number): boolean {
    const entry = next(until)
    if (entry) {
      const [key, { at, run }] = entry
      due.delete(key)
      now = at
      run()
    }
    return entry !== undefined
  }
  return {
    schedule(delay, run) {
      const key = {}
      due.set(key, { at: now + delay, run })
      return () => due.delete(key)
    },
    advance(milliseconds) {
      const until = now + milliseconds
      while (runOne(until));
      now = until
    },
    runNext(milliseconds) {
      runOne(now + milliseconds)
    },
    get pending() {
      return due.size
    },
  }
}
