// What the caller wants in headers, and the position → the headers of one request. Knows nothing of bodies.
import { EventStreamError } from '../errors.ts'

/** What is known when an attempt is about to be made: given to `headers`, `body` and `resume`. */
export interface AttemptContext {
  /** Number of this attempt, counted from 1 over the life of the stream. */
  readonly attempt: number
  /** Why the former attempt ended; `undefined` for the first, and after an end that was none of a failure. */
  readonly failure: EventStreamError | undefined
  /** The position this attempt resumes from; `''` for the start. */
  readonly lastEventId: string
  /** The same object for all attempts of one stream: for functions that many streams share. */
  readonly stream: object
  /** Whose stream it is, as the options say; `undefined` where they do not. */
  readonly identity?: string | undefined
  /** Aborts when this attempt is given up. */
  readonly signal: AbortSignal
}

/** A value, or a function asked for it before every attempt. */
export type PerAttempt<Value> = Value | ((context: AttemptContext) => Value | Promise<Value>)

/** Anything `new Headers()` takes. Entries of a record that are `undefined` are left out. */
export type HeadersLike = HeadersInit | Readonly<Record<string, string | undefined>>

/** The headers of an event stream's request, the caller's among them. @throws EventStreamError `request-unavailable` */
export async function prepareHeaders(
  source: PerAttempt<HeadersLike | undefined> | undefined,
  context: AttemptContext,
): Promise<{ readonly headers: Headers; readonly hasOwn: boolean }> {
  const headers = await ask('headers', source, context, toHeaders)
  const hasOwn = [...headers].length > 0
  setDefault(headers, 'accept', 'text/event-stream')
  if (context.lastEventId !== '') {
    headers.set('last-event-id', encodePosition(context.lastEventId) ?? '')
  }
  return { headers, hasOwn }
}

/** What the caller has set stays. */
export function setDefault(headers: Headers, name: string, value: string | undefined): void {
  if (value !== undefined && !headers.has(name)) {
    headers.set(name, value)
  }
}

/** The position as a header value, its UTF-8 bytes one character each; `undefined` when it would not arrive unchanged. */
export function encodePosition(lastEventId: string): string | undefined {
  // Bytes; servers commonly refuse more than 8 KiB of headers in all.
  const longest = 4096
  const bytes = new TextEncoder().encode(lastEventId)
  const travels = bytes.length <= longest && !/^ | $|[\0-\x1f\x7f]/.test(lastEventId)
  return travels ? String.fromCharCode(...bytes) : undefined
}

/**
 * What the caller gives for this attempt, as `convert` makes it ready. Throws when the attempt is over by then:
 * nothing more is asked for, and nothing sent.
 * @throws EventStreamError `request-unavailable`
 */
export async function ask<Value, Ready>(
  name: string,
  source: PerAttempt<Value>,
  context: AttemptContext,
  convert: (value: NoInfer<Value>) => Ready,
): Promise<Ready> {
  const { signal } = context
  try {
    const value = typeof source === 'function' ? await (source as (context: AttemptContext) => Value)(context) : source
    // `throwIfAborted` is missing in React Native.
    if (signal.aborted) {
      throw signal.reason
    }
    return convert(value)
  } catch (cause) {
    throw cause instanceof EventStreamError
      ? cause
      : unavailable(`Cannot send ${name}: making it must not throw, got an exception`, cause)
  }
}

function unavailable(message: string, cause?: unknown): EventStreamError {
  return new EventStreamError('request-unavailable', message, {}, { cause })
}

/** @throws EventStreamError `request-unavailable`, which names the header but never shows its value. */
function toHeaders(source: HeadersLike | undefined): Headers {
  const given = source ?? []
  if (typeof given !== 'object') {
    throw unavailable(`Cannot send headers: they must be an object, got ${typeof given}`)
  }
  const headers = new Headers()
  for (const [name, value] of Symbol.iterator in given ? given : Object.entries(given)) {
    if (value !== undefined) {
      try {
        headers.append(name, value)
      } catch {
        throw unavailable(`Cannot send header ${name}: it must be valid HTTP, got other characters`)
      }
    }
  }
  return headers
}
