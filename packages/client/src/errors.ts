// Everything that can go wrong with a stream, as one error class with a literal code. Knows nothing of when it is thrown.
import type { ServerSentEvent } from '@linefeed/parser'

/** The facts each code carries as fields of its error. */
export interface ErrorFacts {
  /** An option or the URL is wrong. Thrown by `createEventStream`; nothing was sent. */
  'invalid-option': { readonly option: string }
  /** `headers` or `body`, as a function, threw or gave something that cannot be sent. Retried: nothing was sent. */
  'request-unavailable': object
  /** `fetch` gave no response: no network, refused, or forbidden by CORS. Retried. */
  'request-failed': { readonly hint?: string | undefined }
  /** The response broke before its end. Retried. */
  'connection-lost': object
  /** The response ended before the terminal event that `until` declares. Retried. */
  'ended-early': object
  /** The response ended without a single event. Retried. */
  'ended-empty': object
  /** No response within `connectTimeout` milliseconds. Retried. */
  'connect-timeout': { readonly timeout: number }
  /** No byte for `idleTimeout` milliseconds. Retried. */
  'idle-timeout': { readonly timeout: number }
  /** No event for `eventTimeout` milliseconds. Retried. */
  'event-timeout': { readonly timeout: number }
  /** A status other than 200. 408, 425, 429 and 5xx are retried; 401 once, with headers asked again. */
  'http-status': {
    readonly status: number
    /** Milliseconds the server asked to wait, 24 hours at most; `undefined` when it did not say. */
    readonly retryAfter: number | undefined
    /** What the server says of it: the beginning of the body as text, 65,536 characters at most. */
    readonly body?: string | undefined
  }
  /** The response is not `text/event-stream`. Not retried. */
  'content-type': {
    readonly contentType: string | null
    /** The beginning of what came instead, as text, 65,536 characters at most. */
    readonly body?: string | undefined
  }
  /** The response has no readable body: this `fetch` does not stream. Not retried. */
  'no-body': object
  /** A redirect that headers or a body must not follow. Not retried. */
  'redirect-refused': { readonly location?: string | undefined }
  /** One event is larger than `maxEventSize`. Not retried: the same event would come again. */
  'event-too-large': { readonly maxEventSize: number }
  /** The position cannot travel in a header. Reported, then handled as a gap. */
  'unsendable-id': { readonly lastEventId: string }
  /** The server cannot continue from the position; `onGap` heard from which. Retried from the start, unless `gap` is `'close'`. */
  'position-lost': object
  /** The page went away during a request that must not be repeated. Not retried. */
  'page-left': object
  /** `decode` refused the data of an event. The stream goes on, unless `decodeErrors` is `'fail'`. */
  'invalid-data': { readonly event: ServerSentEvent }
  /** One of your own functions threw; `cause` is what it threw. The stream goes on. */
  'callback-failed': object
}

/** What went wrong, as a literal to switch on. */
export type ErrorCode = keyof ErrorFacts

/** The one error of this package: switch on `code` to read its facts as fields. */
export type EventStreamError<Code extends ErrorCode = ErrorCode> = Code extends ErrorCode
  ? Error & { readonly code: Code } & ErrorFacts[Code]
  : never

/** @see {@link EventStreamError} */
export const EventStreamError: {
  new <Code extends ErrorCode>(
    code: Code,
    message: string,
    facts: ErrorFacts[Code],
    options?: ErrorOptions,
  ): EventStreamError<Code>
  readonly prototype: EventStreamError
} = class extends Error {
  constructor(code: ErrorCode, message: string, facts: object, options?: ErrorOptions) {
    super(message, options)
    Object.assign(this, { code, name: 'EventStreamError' }, facts)
  }
} as never

/** What was thrown, as text: it may be anything, and refuse to become one. */
export function textOf(thrown: unknown): string {
  try {
    return String(thrown)
  } catch {
    return typeof thrown
  }
}

/** The status by which a server refused; 0 for failures of another kind. */
export function statusOf(failure: EventStreamError | undefined): number {
  return (failure as Partial<EventStreamError<'http-status'>> | undefined)?.status ?? 0
}
