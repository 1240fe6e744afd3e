// Mocked streams → a `fetch` that reaches them without msw: the body the client reads is the wire itself.
// Knows fetch's contract on URLs, signals and network errors; knows nothing of events.
import { MockStreamError } from './errors.ts'
import type { MockEventStream } from './contract.ts'

/** What `mockFetch` needs of a stream, whatever its events. */
export type FetchableStream = Pick<MockEventStream, 'matches' | 'respond'>

/**
 * A `fetch` for the client under test, or for `globalThis.fetch`: the first of these streams that matches answers.
 * Chunks arrive exactly as they were sent, and a reader that stops reading makes `send` wait. Redirects are not followed.
 * Relative URLs are resolved against the page, or `http://localhost/` where there is none.
 * @throws MockStreamError with code `unmatched`, as a rejection, when no stream answers the request.
 * @example
 * const stream = createEventStream('/v1/chat', { fetch: mockFetch(chat) })
 */
export function mockFetch(...streams: readonly FetchableStream[]): typeof fetch {
  return async (input, init) => {
    const { request, signal } = toRequest(input, init)
    throwIfAborted(signal)
    const stream = streams.find((candidate) => candidate.matches(request))
    if (stream === undefined) {
      throw new MockStreamError(
        'unmatched',
        `Cannot fetch: a mocked stream answers each request, got ${request.method} ${request.url}`,
      )
    }
    const response = await stream.respond(request, { signal })
    throwIfAborted(signal)
    if (response.type === 'error') {
      throw new TypeError('Failed to fetch')
    }
    if (response.url === '') {
      // A response made by hand has no URL, unless the test gave it one.
      Object.defineProperty(response, 'url', { value: request.url })
    }
    return response
  }
}

function toRequest(
  input: Parameters<typeof fetch>[0],
  init: RequestInit = {},
): { request: Request; signal: AbortSignal | undefined } {
  const base = typeof location === 'undefined' || location.origin === 'null' ? 'http://localhost/' : location.href
  const isRequest = typeof input === 'object' && 'url' in input
  const target = isRequest ? input : new URL(String(input), base)
  // The signal stays outside: a DOM emulation's AbortSignal is not the one that the platform's Request accepts.
  const { signal = isRequest ? input.signal : undefined, ...rest } = init
  return { request: new Request(target, rest), signal: signal ?? undefined }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw signal.reason
  }
}
