// A real HTTP server whose requests wait in a queue for the test to answer them: none is missed, nothing sleeps.
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { serve, type TestServer } from './server.ts'

/** One request that arrived, and the hand that answers it. */
export interface Arrival {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** The position that was asked for, decoded from UTF-8; `''` when none was. */
  readonly lastEventId: string
  readonly body: string
  readonly response: ServerResponse
  /** Whether the response is over, by either side. */
  readonly isOver: boolean
  /** Resolves when it is. */
  readonly over: Promise<void>
  /** Answers 200 with an event stream, and sends `text`. */
  open(text?: string, headers?: Record<string, string>): void
  send(text: string): void
}

export interface Site extends TestServer {
  readonly port: string
  /** Every request so far. */
  readonly arrivals: readonly Arrival[]
  /** The next request that nobody took. */
  next(): Promise<Arrival>
}

/** `listener` may answer a request itself, by returning `true`; all others arrive in the queue. */
export async function startSite(
  listener: (...args: Parameters<RequestListener>) => boolean = () => false,
): Promise<Site> {
  const arrivals: Arrival[] = []
  let taken = 0
  let onArrival = (): void => {}
  const server = await serve((request, response) => {
    if (listener(request, response)) {
      return
    }
    void read(request).then((body) => {
      arrivals.push(createArrival(request, response, body))
      onArrival()
    })
  })
  return {
    ...server,
    port: new URL(server.origin).port,
    arrivals,
    async next() {
      while (arrivals[taken] === undefined) {
        await new Promise<void>((resolve) => (onArrival = resolve))
      }
      return arrivals[taken++] as Arrival
    },
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) {
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function createArrival(
  { method = '', url = '', headers }: IncomingMessage,
  response: ServerResponse,
  body: string,
): Arrival {
  let isOver = false
  const over = new Promise<void>((resolve) => {
    response.on('close', () => {
      isOver = true
      resolve()
    })
  })
  const position = headers['last-event-id']
  return {
    method,
    path: url,
    headers,
    lastEventId: typeof position === 'string' ? Buffer.from(position, 'latin1').toString('utf8') : '',
    body,
    response,
    get isOver() {
      return isOver
    },
    over,
    open(text, more) {
      response.writeHead(200, { 'content-type': 'text/event-stream', ...more })
      response.flushHeaders()
      if (text !== undefined) {
        response.write(text)
      }
    },
    send: (text) => void response.write(text),
  }
}
