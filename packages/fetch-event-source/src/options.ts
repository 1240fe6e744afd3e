// What callers may say: the options of @microsoft/fetch-event-source 2.0.1, then those its users asked for too. No code.
import type { Clock, HeadersLike, PerAttempt, TimedAttemptOptions } from '@linefeed/client/connection'
import type { Page, RetryOptions } from '@linefeed/client/session'
import type { EventSourceMessage } from './parse.ts'

/** The options of `@microsoft/fetch-event-source`, exactly, for code that names, reads or mocks them. */
export interface FetchEventSourceInit extends RequestInit {
  headers?: Record<string, string>
  onopen?: (response: Response) => Promise<void>
  onmessage?: (message: EventSourceMessage) => void
  onclose?: () => void
  // oxlint-disable-next-line typescript/no-explicit-any -- as theirs
  onerror?: (error: any) => number | null | undefined | void
  openWhenHidden?: boolean
  fetch?: typeof globalThis.fetch
}

/** Everything that `fetch` takes, and: */
export interface FetchEventSourceOptions
  extends
    Omit<RequestInit, 'headers'>,
    Pick<TimedAttemptOptions, 'connectTimeout' | 'idleTimeout' | 'eventTimeout' | 'maxEventSize'> {
  /** Anything `new Headers()` takes, or a function asked before every attempt: tokens stay fresh. */
  headers?: PerAttempt<HeadersLike | undefined> | undefined
  /**
   * Called with each response; throw if it is not what you expect.
   * @defaultValue a success and the content type of event streams are expected
   */
  onopen?: ((response: Response) => void | Promise<void>) | undefined
  /** Called with each event. What it throws goes to `onerror`. */
  onmessage?: ((message: EventSourceMessage) => void) | undefined
  /** Called when the response ends, before the promise resolves. Throw to have the request made again. */
  onclose?: (() => void) | undefined
  /**
   * Called with everything that goes wrong. Throw to stop: the promise rejects with it. Return milliseconds, and the
   * request is made again after them, 1 at least, with the last event ID; return nothing, and `retry` decides.
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- as theirs: call sites read err.message without asking
  onerror?: ((error: any) => number | null | undefined | void) | undefined
  /**
   * Whether the request is kept while the page is hidden. Otherwise it is let go, and made again when the page is shown.
   * @defaultValue `false` for GET and HEAD, `true` for requests that must not be repeated unasked
   */
  openWhenHidden?: boolean | undefined
  /** @defaultValue `globalThis.fetch`, looked up when the attempt starts. */
  fetch?: typeof globalThis.fetch | undefined
  /** How attempts follow each other when `onerror` does not say. `limit` failures in a row, and the promise rejects. */
  retry?: RetryOptions | undefined
  /** Stand-ins for what the platform does, for tests. */
  platform?: { readonly clock?: Clock; readonly page?: Page; readonly random?: () => number } | undefined
}
