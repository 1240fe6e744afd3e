// A schedule → answers to requests, over HTTP/1.1 or, with a certificate, HTTP/2. A log with replay after Last-Event-ID.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createSecureServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { Certificate } from './certificate.ts'
import { createRound, type Round } from './round.ts'
import type { Schedule } from './schedule.ts'

export interface Origin {
  readonly port: number
  /** Begins a schedule; what is left of the former one is broken. */
  play(schedule: Schedule): Round
  close(): Promise<void>
}

/** What both versions of HTTP give a handler, as far as it is used here. */
export type Request = Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'httpVersion' | 'on'>
export type Response = Pick<
  ServerResponse,
  'writeHead' | 'write' | 'end' | 'destroy' | 'on' | 'destroyed' | 'flushHeaders'
> & { readonly stream?: ServerHttp2Stream }

export async function startOrigin(certificate?: Certificate): Promise<Origin> {
  let round: Round | undefined
  const sockets = new Set<Socket>()
  const answer = (request: Request, response: Response): void =>
    round ? round.answer(request, response) : sendPage(response)
  const server: Server = certificate
    ? // Both versions' requests have what is used here; their types have nothing in common.
      createSecureServer({ ...certificate, allowHTTP1: true }, answer as never)
    : createServer({ keepAliveTimeout: 0 }, answer)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('session', endWithoutPeer)
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  const stop = async (): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    sockets.forEach((socket) => socket.destroy())
    await closed
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  let restarting: Promise<void> | undefined

  async function restart(downtime: number): Promise<void> {
    await stop()
    await new Promise((resolve) => setTimeout(resolve, downtime))
    await listen(port)
    restarting = undefined
  }

  return {
    port,
    play(schedule) {
      round = createRound(schedule, (downtime) => (restarting ??= restart(downtime)))
      return round
    },
    async close() {
      await restarting
      await stop()
    },
  }
}

/** Of a reset that comes while a session of HTTP/2 begins Node's server never hears: its socket has no other side any more. */
function endWithoutPeer(session: ServerHttp2Session): void {
  const timer = setTimeout(() => {
    if (session.socket.remotePort === undefined) {
      session.destroy()
    }
  }, 100)
  session.on('close', () => clearTimeout(timer))
}

/** Before the first schedule: where a client in a page starts. Its icon would be another request. */
function sendPage(response: Response): void {
  response.writeHead(200, { 'content-type': 'text/html' })
  response.end('<!doctype html><title>Under fire</title><link rel="icon" href="data:,">')
}
