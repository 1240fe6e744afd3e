// A real HTTP server that replays a recorded stream after Last-Event-ID, and can be told to break it at any byte.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One event of the recorded stream. */
export interface Recorded {
  readonly id: string
  readonly data: string
}

/** How one response is cut: after so many bytes of its body. */
export interface Cut {
  readonly afterBytes: number
  /** `reset` breaks the response, `end` ends it as if it were complete. */
  readonly by: 'reset' | 'end'
}

export interface ReplayServer {
  readonly url: string
  /** Positions that were asked for, in order, decoded from UTF-8. */
  readonly asked: string[]
  readonly openSockets: () => number
  close(): Promise<void>
}

export const encodeEvents = (events: readonly Recorded[]): Buffer =>
  Buffer.from(events.map(({ id, data }) => `id: ${id}\ndata: ${data}\n\n`).join(''))

/** Cuts the first response; later ones are whole and end with a `done` event. */
export async function startReplayServer(events: readonly Recorded[], cuts: readonly Cut[]): Promise<ReplayServer> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      const position = positionOf(request)
      asked.push(position)
      answer(response, events.slice(1 + events.findIndex(({ id }) => id === position)), cuts[asked.length - 1])
    })
  })
  const sockets = trackSockets(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/stream`,
    asked,
    openSockets: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function positionOf(request: IncomingMessage): string {
  const header = request.headers['last-event-id']
  return typeof header === 'string' ? Buffer.from(header, 'latin1').toString('utf8') : ''
}

function answer(response: ServerResponse, events: readonly Recorded[], cut: Cut | undefined): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  if (cut === undefined) {
    response.end(Buffer.concat([encodeEvents(events), Buffer.from('event: done\ndata:\n\n')]))
    return
  }
  const body = encodeEvents(events).subarray(0, cut.afterBytes)
  if (cut.by === 'end') {
    response.end(body)
  } else {
    response.write(body, () => response.destroy())
    if (body.length === 0) {
      response.flushHeaders()
      setImmediate(() => response.destroy())
    }
  }
}

function trackSockets(server: Server): Set<unknown> {
  const sockets = new Set<unknown>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  return sockets
}
