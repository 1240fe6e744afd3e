// The caller's request and `onopen` → what one attempt asks for, its response judged by the caller.
// Knows requests and responses; nothing of a second attempt.
import {
  prepareHeaders,
  type AttemptContext,
  type HeadersLike,
  type TimedAttemptOptions,
} from '@linefeed/client/connection'
import type { FetchEventSourceOptions } from './options.ts'

export interface Exchange {
  readonly options: TimedAttemptOptions
  /** What a callback of the caller's threw during this attempt. */
  thrown: { readonly error: unknown } | undefined
}

/** `isReset`: the server took the position back, and so the one that the caller started from. */
export function createExchange(input: RequestInfo | URL, init: FetchEventSourceOptions, isReset: boolean): Exchange {
  const {
    headers,
    signal: _signal,
    onopen,
    onmessage: _onmessage,
    onclose: _onclose,
    onerror: _onerror,
    openWhenHidden: _openWhenHidden,
    fetch: givenFetch,
    retry: _retry,
    platform: _platform,
    connectTimeout = 0,
    idleTimeout,
    eventTimeout,
    maxEventSize,
    ...rest
  } = init

  // Theirs is called with what the caller gave: a Request too, and a string as it is.
  async function send(context: AttemptContext): Promise<Response> {
    let own: HeadersLike | undefined
    const prepared = await prepareHeaders(async () => {
      own = typeof headers === 'function' ? await headers(context) : headers
      return isRequest(input) ? mergeHeaders(input.headers, own) : own
    }, context)
    if (isReset) {
      prepared.headers.delete('last-event-id')
    }
    // Theirs has them as the caller wrote them, which a custom `fetch` may read.
    const names = new Map(Object.keys(own ?? {}).map((name) => [name.toLowerCase(), name]))
    return (givenFetch ?? fetch)(isRequest(input) ? input.clone() : input, {
      cache: 'no-store',
      ...rest,
      headers: Object.fromEntries([...prepared.headers].map(([name, value]) => [names.get(name) ?? name, value])),
      signal: context.signal,
    })
  }

  async function accept(response: Response, signal: AbortSignal): Promise<Response> {
    if (!onopen) {
      // As theirs: any success will do, if it says that it is an event stream.
      return response.ok && response.body ? accepted(response, response.headers) : response
    }
    try {
      await onopen(response)
      return accepted(response)
    } catch (error) {
      // What our own stop made of `onopen` is not the caller's.
      exchange.thrown = signal.aborted ? undefined : { error }
      // Read on, it ends the attempt at once.
      void response.body?.cancel().catch(() => {})
      return response.status === 200 ? accepted(response) : response
    }
  }

  const exchange: Exchange = {
    thrown: undefined,
    options: {
      send,
      accept,
      defaultType: '',
      connectTimeout,
      idleTimeout,
      eventTimeout,
      maxEventSize,
    },
  }
  return exchange
}

export function isRequest(input: RequestInfo | URL): input is Request {
  return typeof input === 'object' && 'clone' in input
}

/** A response that reads as an event stream whatever its status, and whatever its headers when the caller has judged it. */
function accepted(
  { status, body }: Response,
  headers = new Headers({ 'content-type': 'text/event-stream' }),
): Response {
  return {
    status: 200,
    headers,
    body: status === 204 ? new Response('').body : body,
  } as Response
}

/** Not as `Headers`: its errors show the value that they refuse. */
function mergeHeaders(base: Headers, own: HeadersLike = {}): HeadersLike {
  const merged: Record<string, string | undefined> = Object.fromEntries(base)
  for (const [name, value] of Symbol.iterator in own ? own : Object.entries(own)) {
    merged[name.toLowerCase()] = value ?? merged[name.toLowerCase()]
  }
  return merged
}
