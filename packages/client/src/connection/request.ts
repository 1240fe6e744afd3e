// Options and the attempt's context → what `fetch` is called with, but for what it is given as it came. Knows bodies; sends nothing.
import { ask, prepareHeaders, setDefault, type AttemptContext, type HeadersLike, type PerAttempt } from './headers.ts'

/** A plain object or an array is sent as JSON, everything else as `fetch` sends it. */
export type RequestBody = BodyInit | Readonly<Record<string, unknown>> | readonly unknown[] | (object & NoFunction)

/** Interfaces fit, which have no index signature; functions do not. */
interface NoFunction {
  readonly [Symbol.hasInstance]?: never
}

/** What is asked of the server, besides the URL. */
export interface RequestOptions {
  /** @defaultValue `'POST'` with a body, `'GET'` without. */
  method?: string | undefined
  /** Sent as JSON when it is a plain object or an array. A function is asked before every attempt. */
  body?: PerAttempt<RequestBody | undefined> | undefined
  /** A function is asked before every attempt, with the reason of the last failure: tokens stay fresh. */
  headers?: PerAttempt<HeadersLike | undefined> | undefined
}

/** What `fetch` is called with. */
export interface PreparedRequest {
  readonly init: RequestInit & { readonly headers: Headers }
  /** Whether the request carries what only its own origin may see: the caller's headers or body. */
  readonly confidential: boolean
}

/** @throws EventStreamError `request-unavailable` when one of the functions throws, or gives what cannot be sent. */
export async function prepareRequest(options: RequestOptions, context: AttemptContext): Promise<PreparedRequest> {
  const { headers, hasOwn } = await prepareHeaders(options.headers, context)
  const { content, contentType } = await ask('body', options.body, context, toFetchBody)
  setDefault(headers, 'content-type', contentType)
  const init: PreparedRequest['init'] = {
    method: options.method ?? (content === undefined ? 'GET' : 'POST'),
    headers,
    signal: context.signal,
    // `fetch` asks for the mode with bodies that are streams, and takes it with all others.
    ...(content !== undefined && { body: content, duplex: 'half' }),
  }
  return { init, confidential: content !== undefined || hasOwn }
}

/** What `fetch` takes as body, and the content type only we can know. @throws TypeError when JSON cannot say it. */
export function toFetchBody(body: RequestBody | null | undefined): {
  content: BodyInit | undefined
  contentType?: string
} {
  return isPlain(body)
    ? { content: JSON.stringify(body), contentType: 'application/json' }
    : { content: (body ?? undefined) as BodyInit | undefined }
}

/** Whether sending this body uses it up. */
export function isStream(body: unknown): body is ReadableStream {
  const stream = body as Partial<ReadableStream & AsyncIterable<unknown>> | undefined
  return typeof (stream?.getReader ?? stream?.[Symbol.asyncIterator]) === 'function'
}

/** Plain in any realm: frames and test environments have an `Object.prototype` of their own. */
function isPlain(body: unknown): boolean {
  const prototype: unknown = Object.getPrototypeOf(body ?? '')
  return Array.isArray(body) || prototype === null || Object.getPrototypeOf(prototype) === null
}
