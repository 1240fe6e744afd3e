// A list of steps → what each connection plays, one story across reconnects.
// Knows the server's end of a connection; knows nothing of requests or msw.
import { cut, type Cuts, type MockConnection } from './connection.ts'
import { MockStreamError } from './errors.ts'
import type { Failure, FailureOptions } from './failure.ts'
import { frameComment, frameEvent, frameRetry, type AnyEvent, type MockEvent } from './frames.ts'

/**
 * One step of a script: an event, something else to send, a pause in milliseconds (on the page's own, possibly faked,
 * `setTimeout`), an ending, or a failure that the next request meets.
 */
export type Step<Events extends object = Record<string, unknown>> =
  | MockEvent<Events>
  | { readonly comment: string }
  | { readonly retry: number }
  | { readonly raw: string | Uint8Array }
  | { readonly split: string | Uint8Array; readonly at: Cuts }
  | { readonly wait: number }
  | FailStep
  | 'drop'
  | 'end'
  | 'stall'

/** The next request meets this failure instead of a stream. */
export interface FailStep {
  readonly fail: Failure
  readonly retryAfter?: FailureOptions['retryAfter']
}

export interface Story {
  /** The failure the next request meets, if the story has come to one. */
  failure(): FailStep | undefined
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
    failure() {
      const place = next ?? 0
      const step = steps[place]
      if (!isFailure(step)) {
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
        if (isFailure(step)) {
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
    if ('fail' in step || 'raw' in step || 'wait' in step) {
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
    `Cannot play step ${index}: it is an event, comment, retry, raw, split, wait, fail, 'drop', 'end' or 'stall', got ${JSON.stringify(step)}`,
  )
}

const endings: ReadonlySet<unknown> = new Set(['drop', 'end', 'stall'])

function isFailure(step: Step | undefined): step is FailStep {
  return typeof step === 'object' && 'fail' in step
}

function perform(connection: MockConnection, step: Exclude<Step, FailStep>): Promise<void> {
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

function wait(ms: number, closed: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    void closed.finally(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
