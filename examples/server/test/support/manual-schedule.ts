// A `Schedule` whose time stands still until a test moves it.
import type { Schedule } from '../../src/schedule.ts'

export interface ManualSchedule {
  readonly schedule: Schedule
  /** Runs everything due within the next `milliseconds`, in order, also what that schedules. */
  advance(milliseconds: number): void
  readonly pending: number
}

export function createManualSchedule(): ManualSchedule {
  let now = 0
  const due = new Map<object, { at: number; run: () => void }>()
  const next = (until: number) =>
    [...due].filter(([, { at }]) => at <= until).toSorted(([, a], [, b]) => a.at - b.at)[0]
  return {
    schedule(delay, run) {
      const key = {}
      due.set(key, { at: now + delay, run })
      return () => due.delete(key)
    },
    advance(milliseconds) {
      const until = now + milliseconds
      for (let entry = next(until); entry; entry = next(until)) {
        const [key, { at, run }] = entry
        due.delete(key)
        now = at
        run()
      }
      now = until
    },
    get pending() {
      return due.size
    },
  }
}
