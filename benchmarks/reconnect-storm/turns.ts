// A scenario's steps → turns for clients that know all of them: one after the other, as fast as servers accept.
// Knows the future; the bound that no real client can reach.
import type { Step } from './scenarios.ts'

interface Stretch {
  readonly from: number
  readonly to: number
  /** Accepts per second that are not undone by the next crash. */
  readonly rate: number
}

/** Gives the moment of the next turn, no earlier than `from`, in milliseconds. */
export function createTurns(steps: readonly Step[], capacity: number, processes: number): (from: number) => number {
  const stretches = stretchesOf(steps, capacity, processes)
  let next = 0
  return (from) => {
    next = Math.max(next, from)
    for (const { to, rate, from: start } of stretches) {
      if (next < to && rate > 0) {
        const turn = Math.max(next, start)
        next = turn + 1_000 / rate
        return turn
      }
    }
    return next
  }
}

function stretchesOf(steps: readonly Step[], capacity: number, processes: number): Stretch[] {
  const moments = [...new Set([0, ...steps.map(({ at }) => at)])].toSorted((a, b) => a - b)
  const up = new Set(Array.from({ length: processes }, (_, process) => process))
  let share = 1
  const rates = moments.map((moment) => {
    for (const step of steps.filter(({ at }) => at === moment)) {
      if (step.kind === 'slow') {
        share = step.share
      } else if (step.kind === 'start') {
        up.add(step.process)
      } else {
        up.delete(step.process)
      }
    }
    return (capacity * share * up.size) / processes
  })
  const lastCrash = rates.lastIndexOf(0)
  return moments.map((from, index) => ({
    from,
    to: moments[index + 1] ?? Infinity,
    rate: index < lastCrash ? 0 : (rates[index] as number),
  }))
}
