// A real HTTP server on this machine, and what is left of its connections.
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface TestServer {
  readonly origin: string
  /** Sockets that are open now. */
  readonly sockets: ReadonlySet<Socket>
  /** Resolves when no socket is open. */
  idle(): Promise<void>
}

/** Starts a server that ends with the test. */
export async function serve(listener: RequestListener): Promise<TestServer> {
  const server = createServer((request, response) => {
    // A pooled socket would be none of a leak, and none of ours.
    response.setHeader('connection', 'close')
    listener(request, response)
  })
  const sockets = new Set<Socket>()
  let onIdle = (): void => {}
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      if (sockets.size === 0) {
        onIdle()
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets,
    idle: () => new Promise((resolve) => (sockets.size === 0 ? resolve() : (onIdle = resolve))),
  }
}
