// A list of steps → what each connection plays, one story across reconnects.
// Knows the server's end of a connection; knows nothing of requests or msw.
import { cut, type Cuts, type MockConnection } from './connection.ts'
import { MockStreamError } from './errors.ts'
import { checkFailure, type Failure, type FailureOptions } from './failure.ts'
import { frameComment, frameEvent, frameRetry, type AnyEvent, type MockEvent } from './frames.ts'

/**
 * One step of a script: an event, something else to send, a pause in milliseconds (on the page's own, possibly faked,
 * `setTimeout`), an ending, or what the next request meets: a failure, or a wait for its answer.
 */
export type Step<Events extends object = Record<string, unknown>> =
  | MockEvent<Events>
  | { readonly comment: string }
  | { readonly retry: number }
  | { readonly raw: string | Uint8Array }
  | { readonly split: string | Uint8Array; readonly at: Cuts }
  | { readonly wait: number }
  | FailStep
  | HoldStep
  | 'drop'
  | 'end'
  | 'stall'

/** The next request meets this failure instead of a stream. */
export interface FailStep {
  readonly fail: Failure
  readonly retryAfter?: FailureOptions['retryAfter']
}

/**
 * The next request waits so many milliseconds for its answer, `Infinity` for ever: its client is connecting. As the last
 * step, it is answered by the stream.
 */
export interface HoldStep {
  readonly hold: number
}

export interface Story {
  /**
   * What the next request meets instead of a stream, if the story has come to such a step; what a request meets after a
   * hold, unless the story is over: it does not begin again for the same request.
   */
  prelude(afterHold: boolean): FailStep | HoldStep | undefined
  /** Plays from where the last connection's ending left off, or from the beginning. Resolves when this connection has no more steps. */
  play(connection: MockConnection): Promise<void>
}

/** @throws MockStreamError with code `invalid` when a step cannot be played. */
export function createStory(steps: readonly Step[]): Story {
  steps.forEach(check)
  // Where the next connection continues; undefined: at the beginning. Two connections at once each have their own place.
  let next: number | undefined

  const continueAfter = (place: number): void => {
    next = place + 1 < steps.length ? place + 1 : undefined
  }

  return {
    prelude(afterHold) {
      const place = next ?? 0
      const step = steps[place]
      if (!isPrelude(step) || (afterHold && next === undefined)) {
        return undefined
      }
      continueAfter(place)
      return step
    },
    async play(connection) {
      const start = next ?? 0
      next = undefined
      for (let place = start; place < steps.length; place++) {
        const step = steps[place]
        if (step === undefined || connection.phase !== 'open') {
          return
        }
        if (isPrelude(step)) {
          next = place
          return
        }
        if (typeof step === 'string') {
          continueAfter(place)
        }
        // oxlint-disable-next-line no-await-in-loop -- a story has an order
        await perform(connection, step)
        if (typeof step === 'string') {
          return
        }
      }
    },
  }
}

function check(step: Step, index: number): void {
  if (typeof step === 'object') {
    if (isEvent(step)) {
      frameEvent(step)
      return
    }
    if ('comment' in step) {
      frameComment(step.comment)
      return
    }
    if ('split' in step) {
      cut(step.split, step.at)
      return
    }
    if ('fail' in step) {
      checkFailure(step.fail)
      return
    }
    if ('hold' in step || 'raw' in step || 'wait' in step) {
      return
    }
    if ('retry' in step) {
      frameRetry(step.retry)
      return
    }
  } else if (endings.has(step)) {
    return
  }
  throw new MockStreamError(
    'invalid',
    `Cannot play step ${index}: it is an event, comment, retry, raw, split, wait, fail, hold, 'drop', 'end' or 'stall', got ${JSON.stringify(step)}`,
  )
}

const endings: ReadonlySet<unknown> = new Set(['drop', 'end', 'stall'])

function isPrelude(step: Step | undefined): step is FailStep | HoldStep {
  return typeof step === 'object' && ('fail' in step || 'hold' in step)
}

function perform(connection: MockConnection, step: Exclude<Step, FailStep | HoldStep>): Promise<void> {
  if (typeof step === 'string') {
    return connection[step]()
  }
  if (isEvent(step)) {
    return connection.send(step)
  }
  if ('comment' in step) {
    return connection.comment(step.comment)
  }
  if ('raw' in step) {
    return connection.raw(step.raw)
  }
  if ('split' in step) {
    return connection.split(step.split, { at: step.at })
  }
  if ('wait' in step) {
    return wait(step.wait, connection.closed)
  }
  return connection.retry(step.retry)
}

function isEvent(step: object): step is AnyEvent & MockEvent {
  return 'data' in step
}

/** Milliseconds on the page's own clock, or less: until it is over. */
export function wait(ms: number, over: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    // A timer that is set for ever fires at once.
    const timer = ms === Infinity ? undefined : setTimeout(resolve, ms)
    void over.finally(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
