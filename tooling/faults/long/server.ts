// A server in a process of its own, so that its work is none of the client's. Told by messages what to do.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** What the parent may ask for: all connections broken, and how many came when. */
type Order = { readonly kind: 'break'; readonly downtime: number } | { readonly kind: 'arrivals' }

export interface RemoteServer {
  /** `/flood?count=n` sends so many events and ends with `done`; `/idle` sends one, and a comment every 15 seconds. */
  readonly origin: string
  /** Breaks all connections and listens again after so many milliseconds. */
  break(downtime: number): void
  /** Milliseconds between the break and each request since. */
  arrivals(): Promise<number[]>
  stop(): void
}

export async function startServer(): Promise<RemoteServer> {
  const child = fork(import.meta.filename)
  const [port] = (await once(child, 'message')) as [number]
  const tell = (order: Order): unknown => child.send(order)
  return {
    origin: `http://127.0.0.1:${port}`,
    break: (downtime) => void tell({ kind: 'break', downtime }),
    async arrivals() {
      tell({ kind: 'arrivals' })
      return ((await once(child, 'message')) as [number[]])[0]
    },
    stop: () => stop(child),
  }
}

function stop(child: ChildProcess): void {
  child.disconnect()
  child.kill()
}

if (process.send) {
  await serve()
}

async function serve(): Promise<void> {
  const sockets = new Set<Socket>()
  let arrivals: number[] = []
  let brokenAt = 0
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost')
    arrivals.push(performance.now() - brokenAt)
    response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' })
    if (url.pathname === '/flood') {
      void flood(response, Number(url.searchParams.get('count')))
    } else {
      response.write('id: 1\ndata: hello\n\n')
      const heartbeat = setInterval(() => response.write(':\n\n'), 15_000)
      response.on('close', () => clearInterval(heartbeat))
    }
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  process.on('message', (order: Order) => {
    if (order.kind === 'arrivals') {
      process.send?.(arrivals)
      return
    }
    arrivals = []
    brokenAt = performance.now()
    if (order.downtime > 0) {
      server.close()
      setTimeout(() => server.listen({ port, host: '127.0.0.1', backlog: 4_096 }), order.downtime)
    }
    sockets.forEach((socket) => socket.destroy())
  })
  process.on('disconnect', () => process.exit())
  process.send?.(port)
}

const batch = 250

async function flood(response: ServerResponse, count: number): Promise<void> {
  let goOn = (): void => {}
  response.on('drain', () => goOn())
  response.on('close', () => goOn())
  for (let sent = 0; sent < count && !response.destroyed; sent += batch) {
    let text = ''
    for (let number = sent + 1; number <= Math.min(count, sent + batch); number++) {
      text += `id: ${number}\ndata: {"price":${number},"symbol":"ABC"}\n\n`
    }
    if (!response.write(text)) {
      await new Promise<void>((resolve) => (goOn = resolve))
    }
  }
  response.end('event: done\ndata: end\n\n')
}
