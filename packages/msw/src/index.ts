// The entry for msw: the same mocked streams, with a request handler. The only file that imports msw.
import { http, type HttpHandler } from 'msw'
import type { Door, MockEventStream, MockEventStreamOptions } from './contract.ts'
import { MockStreamError } from './errors.ts'
import type { MockUrl } from './match.ts'
import { createMockStream } from './mock-stream.ts'
import { afterPreflight, allowAnyOrigin, createPreflightResponse, isPreflight } from './preflight.ts'
import { inNode, isMicrotaskFaked, pause } from './patience.ts'

export * from './exports.ts'

/** A mocked event stream that msw can serve. */
export interface MswEventStream<Events extends object = Record<string, unknown>> extends MockEventStream<Events> {
  /** For `setupServer(…)`, `setupWorker(…)` or `server.use(…)`. */
  readonly handler: HttpHandler
}

// msw 3 in Node speaks HTTP over an invented socket. Without framing a failing body reads as a clean end there,
// and the head waits for the first byte.
const door: Door = inNode
  ? {
      headers: { 'transfer-encoding': 'chunked' },
      opening: new Uint8Array(),
      obstacle: () =>
        isMicrotaskFaked()
          ? new MockStreamError(
              'fake-timers',
              "Cannot hand over a connection: Node's fetch and msw need queueMicrotask, got a faked one. Take it out of the fake timers (toFake in vitest, doNotFake in jest), or use mockFetch",
            )
          : undefined,
    }
  : // A worker passes bytes on in its own time, and the browser throws them away when a failure overtakes them.
    {
      grace: () => pause(50),
      blindSpot:
        "A service worker does not tell that a client left before the answer: open() the request, and await the connection's closed",
    }

/**
 * Mocks one event stream, for any client.
 * @throws MockStreamError with code `invalid` when the URL is neither a path nor an http URL, `fake-timers` when this
 * package was loaded under fake timers.
 * @example
 * const chat = mockEventStream<{ token: { t: string } }>('/v1/chat', { method: 'POST' })
 * server.use(chat.handler)
 * const connection = await chat.connection()
 * await connection.send({ type: 'token', data: { t: 'Hel' }, id: '1' })
 */
export function mockEventStream<Events extends object = Record<string, unknown>>(
  url: MockUrl,
  options?: MockEventStreamOptions,
): MswEventStream<Events> {
  const stream = createMockStream<Events>(url, options)
  const method = options?.method ?? 'GET'
  const handler = http.all(
    ({ request }) => stream.matches(inNode && isPreflight(request) ? afterPreflight(request, method) : request),
    async ({ request }) => {
      if (!inNode && !isStreamTransferable()) {
        throw new MockStreamError(
          'unsupported',
          'Cannot answer with a stream: this browser cannot transfer one to the service worker. Use mockFetch here',
        )
      }
      if (inNode && isPreflight(request)) {
        return createPreflightResponse()
      }
      const response = await stream.respond(request, door)
      return response.type === 'error' ? response : withoutTee(inNode ? allowAnyOrigin(response) : response)
    },
  )
  return { ...stream, handler }
}

/** Safari cannot; msw would wait there for the end of the stream, and for ever. */
function isStreamTransferable(): boolean {
  const { port1 } = new MessageChannel()
  const stream = new ReadableStream()
  try {
    port1.postMessage(stream, [stream])
    return true
  } catch {
    return false
  } finally {
    port1.close()
  }
}

/** msw clones responses for its log; the copy would hold the body open after the client has left, and buffer it. */
function withoutTee(response: Response): Response {
  if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) {
    const { status, headers } = response
    Object.defineProperty(response, 'clone', {
      value: () =>
        new Response('(an event stream)', { status, headers: { 'content-type': headers.get('content-type') ?? '' } }),
    })
  }
  return response
}
