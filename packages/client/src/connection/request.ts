// Options and the attempt's context → what `fetch` is called with. Knows headers, bodies and positions; sends nothing.
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
  /** Aborts when this attempt is given up. */
  readonly signal: AbortSignal
}

/** A value, or a function asked for it before every attempt. */
export type PerAttempt<Value> = Value | ((context: AttemptContext) => Value | Promise<Value>)

/** Anything `new Headers()` takes. Entries of a record that are `undefined` are left out. */
export type HeadersLike = HeadersInit | Readonly<Record<string, string | undefined>>

/** A plain object or an array is sent as JSON, everything else as `fetch` sends it. */
export type RequestBody = BodyInit | Readonly<Record<string, unknown>> | readonly unknown[]

/** What `fetch` is given as it came. */
export const passedThrough = [
  'cache',
  'credentials',
  'integrity',
  'mode',
  'priority',
  'redirect',
  'referrer',
  'referrerPolicy',
] as const

/** What is asked of the server, besides the URL. What `fetch` knows by the same name is passed through. */
export interface RequestOptions extends Pick<RequestInit, (typeof passedThrough)[number]> {
  /** @defaultValue `'POST'` with a body, `'GET'` without. */
  method?: string | undefined
  /** Sent as JSON when it is a plain object or an array. A function is asked before every attempt. */
  body?: PerAttempt<RequestBody | undefined> | undefined
  /** A function is asked before every attempt, with the reason of the last failure: tokens stay fresh. */
  headers?: PerAttempt<HeadersLike | undefined> | undefined
  /** Sent as `Idempotency-Key` with every attempt; a function is called once per stream. */
  idempotencyKey?: string | (() => string) | undefined
}

/** Another request that continues the stream. What is left out is as in `RequestOptions`: no body, hence `GET`. */
export interface ResumeRequest extends RequestOptions {
  /** Relative to the stream's URL. @defaultValue the stream's URL */
  url?: string | URL | undefined
}

/** The arguments of `fetch`. */
export interface PreparedRequest {
  readonly url: string
  readonly init: RequestInit & { readonly headers: Headers }
  /** Whether the request carries what only its own origin may see: the caller's headers or body. */
  readonly confidential: boolean
}

/** @throws EventStreamError `request-unavailable` when one of the functions throws, or gives what cannot be sent. */
export async function prepareRequest(
  url: string,
  options: RequestOptions,
  context: AttemptContext,
  resume?: (context: AttemptContext) => ResumeRequest | Promise<ResumeRequest>,
): Promise<PreparedRequest> {
  try {
    if (!resume) {
      return await prepare(url, options, context)
    }
    const { url: elsewhere = url, ...request } = (await ask('resume', resume, context)) ?? {}
    return await prepare(
      new URL(elsewhere, url).href,
      { ...options, method: undefined, body: undefined, ...request },
      context,
    )
  } catch (cause) {
    throw cause instanceof EventStreamError
      ? cause
      : unavailable(`Cannot make request: it must be one that fetch can send, got ${String(cause)}`, cause)
  }
}

async function prepare(url: string, options: RequestOptions, context: AttemptContext): Promise<PreparedRequest> {
  const { method, body: bodySource, headers: headersSource, idempotencyKey } = options
  const own = toHeaders(await ask('headers', headersSource, context))
  const body = toFetchBody((await ask('body', bodySource, context)) ?? undefined)
  const headers = new Headers({ accept: 'text/event-stream' })
  if (body.contentType !== undefined) {
    headers.set('content-type', body.contentType)
  }
  if (typeof idempotencyKey === 'string') {
    headers.set('idempotency-key', idempotencyKey)
  }
  own.forEach((value, name) => headers.set(name, value))
  if (context.lastEventId !== '') {
    headers.set('last-event-id', encodePosition(context.lastEventId) ?? '')
  }
  const init: PreparedRequest['init'] = {
    cache: 'no-store',
    ...Object.fromEntries(passedThrough.flatMap((name) => (options[name] ? [[name, options[name]]] : []))),
    method: method ?? (body.content === undefined ? 'GET' : 'POST'),
    headers,
    signal: context.signal,
    ...(body.content !== undefined && { body: body.content }),
    ...(isStream(body.content) && { duplex: 'half' }),
  }
  return { url, init, confidential: body.content !== undefined || !own.keys().next().done }
}

/** The position as a header value, its UTF-8 bytes one character each; `undefined` when it would not arrive unchanged. */
export function encodePosition(lastEventId: string): string | undefined {
  const bytes = new TextEncoder().encode(lastEventId)
  const travels = bytes.length <= longestPosition && !/^ | $|[\0-\x1f\x7f]/.test(lastEventId)
  return travels ? String.fromCharCode(...bytes) : undefined
}

/** Bytes; servers commonly refuse more than 8 KiB of headers in all. */
const longestPosition = 4096

/** What `fetch` takes as body, and the content type only we can know. @throws TypeError when JSON cannot say it. */
export function toFetchBody(body: RequestBody | undefined): {
  content: BodyInit | undefined
  contentType?: string
} {
  return isPlain(body)
    ? { content: JSON.stringify(body), contentType: 'application/json' }
    : { content: body as BodyInit | undefined }
}

/** Whether sending this body uses it up. */
export function isStream(body: unknown): body is ReadableStream {
  return typeof (body as Partial<ReadableStream> | undefined)?.getReader === 'function'
}

/** Plain in any realm: frames and test environments have an `Object.prototype` of their own. */
function isPlain(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) {
    return false
  }
  const prototype: unknown = Object.getPrototypeOf(body)
  return Array.isArray(body) || prototype === null || Object.getPrototypeOf(prototype) === null
}

/** @throws EventStreamError `request-unavailable`, which names the header but never shows its value. */
function toHeaders(source: HeadersLike | undefined): Headers {
  const headers = new Headers()
  if (typeof (source ?? headers) !== 'object') {
    throw unavailable(`Cannot send headers: they must be an object, got ${typeof source}`)
  }
  const entries = isIterable(source) ? source : Object.entries(source ?? {})
  for (const [name, value] of entries) {
    if (value !== undefined) {
      try {
        headers.append(name, value)
      } catch {
        throw unavailable(`Cannot send header ${name}: name and value must be valid HTTP, got characters that are not`)
      }
    }
  }
  return headers
}

function isIterable(source: HeadersLike | undefined): source is Headers | [string, string][] {
  return !!source && Symbol.iterator in source
}

async function ask<Value>(
  name: string,
  source: PerAttempt<Value> | undefined,
  context: AttemptContext,
): Promise<Value | undefined> {
  try {
    return typeof source === 'function' ? await (source as (context: AttemptContext) => Value)(context) : source
  } catch (cause) {
    throw unavailable(`Cannot ask ${name}: the function threw`, cause)
  }
}

function unavailable(message: string, cause?: unknown): EventStreamError {
  return new EventStreamError('request-unavailable', message, {}, { cause })
}
