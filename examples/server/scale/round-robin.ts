// A TCP proxy: each connection to the next process in turn that takes it. What a load balancer does, as little of it as it takes.
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface RoundRobin extends AsyncDisposable {
  readonly url: string
}

/** @param ports Of the processes behind it, on this machine. */
export async function startRoundRobin(ports: readonly number[]): Promise<RoundRobin> {
  const sockets = new Set<Socket>()
  let turn = 0
  const server = createServer((client) => {
    keep(client)
    turn += 1
    pass(client, turn, ports.length)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')

  /** Tries as many processes as there are: one that is down takes its turn without being any use. */
  function pass(client: Socket, place: number, tries: number): void {
    const upstream = connect(ports[place % ports.length] ?? 0, '127.0.0.1')
    upstream.once('connect', () => {
      keep(upstream)
      client.pipe(upstream).pipe(client)
      client.once('close', () => upstream.destroy())
      upstream.once('close', () => client.destroy())
    })
    upstream.once('error', () => {
      if (sockets.has(upstream) || tries === 1) {
        client.destroy()
      } else {
        pass(client, place + 1, tries - 1)
      }
    })
  }

  function keep(socket: Socket): void {
    sockets.add(socket)
    // Its `close` says all there is to say.
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      sockets.forEach((socket) => socket.destroy())
      await closed
    },
  }
}
