// The contract between one attempt and whoever makes it. No code: both sides build on these words.
import type { ServerSentEvent } from '@linefeed/parser'
import type { EventStreamError } from '../errors.ts'
import type { AttemptContext } from './headers.ts'

/** How one attempt gets its response, and what it bears of it. */
export interface AttemptOptions {
  /** Makes the request. What it throws, if it is no `EventStreamError`, becomes the cause of a `request-failed`. */
  readonly send: (context: AttemptContext) => Promise<Response>
  /** UTF-8 bytes of one event's block, comments included. @defaultValue `8 * 1024 * 1024` */
  readonly maxEventSize?: number | undefined
  /** The type of events without one of their own. @defaultValue `'message'` */
  readonly defaultType?: string | undefined
  /** What a failing request may be about, if the caller knows. */
  readonly hint?: string | undefined
  /** Milliseconds that a `Retry-After` header asks for; without it, none is read. */
  readonly retryAfter?: ((value: string | null) => number | undefined) | undefined
}

/** What is known of the attempt before it is made. */
export type AttemptFacts = Omit<AttemptContext, 'signal'>

/** Hears what one attempt brings, in order, and nothing after it was stopped. Must not throw. */
export interface AttemptSink {
  /** The response is an event stream, and reading it begins. */
  onOpen?(response: Response): void
  onEvent(event: ServerSentEvent): void
  /** The position moved; runs before `onEvent` of the same block. */
  onId?(lastEventId: string): void
  /** The server asks for this reconnection time, in milliseconds, as it stands in the stream. */
  onRetry?(reconnectionTime: number): void
  /** A comment came. Unheard, they cost next to nothing. */
  onComment?: (() => void) | undefined
  /** Bytes arrived; runs before what they hold. */
  onBytes?(count: number): void
  /** Asked after each chunk: reading goes on when the promise resolves, at once for `undefined`. */
  demand?(): Promise<void> | undefined
}

/** How an attempt ended: the response ended cleanly, something failed, or it was stopped from this side. */
export type Outcome =
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly error: EventStreamError }
  | { readonly kind: 'stopped' }

/** One HTTP request and everything read from it. */
export interface Connection {
  /** Always resolves. */
  readonly outcome: Promise<Outcome>
  /** Lets go of the request and the socket; the sink hears nothing more. With an error, the attempt has failed. */
  stop(error?: EventStreamError): void
}
