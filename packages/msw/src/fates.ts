// What a test ordered for the requests to come → what the next one meets instead of the stream.
// Knows the order; knows nothing of requests and wires.
import { checkFailure, createFailureResponse, type Failure, type FailureOptions } from './failure.ts'
import type { HoldStep, Story } from './script.ts'

/** A failure, the test's own hand, or a wait after which the next fate is asked for. */
export type Fate = Response | 'hold' | HoldStep

export interface Fates {
  /** @throws MockStreamError with code `invalid` when no response can have the status. */
  fail(failure: Failure, options: FailureOptions): void
  hold(times: number): void
  /** Orders come first, in the order they were given, then the story; `undefined` for the stream. */
  take(story: Story | undefined, afterHold?: boolean): Fate | undefined
  clear(): void
}

export function createFates(): Fates {
  const orders: { meet: () => Fate; left: number }[] = []
  const order = (meet: () => Fate, times: number): void => {
    if (times > 0) {
      orders.push({ meet, left: times })
    }
  }
  return {
    fail(failure, options) {
      checkFailure(failure)
      order(() => createFailureResponse(failure, options), options.times ?? 1)
    },
    hold: (times) => order(() => 'hold', times),
    take(story, afterHold = false) {
      const [next] = orders
      if (next === undefined) {
        const step = story?.prelude(afterHold)
        return step && ('hold' in step ? step : createFailureResponse(step.fail, step))
      }
      next.left--
      if (next.left <= 0) {
        orders.shift()
      }
      return next.meet()
    },
    clear() {
      orders.length = 0
    },
  }
}

/** Whether the request gets no answer for now. */
export function isHold(fate: Fate | undefined): fate is Exclude<Fate, Response> {
  return fate === 'hold' || (fate !== undefined && 'hold' in fate)
}
