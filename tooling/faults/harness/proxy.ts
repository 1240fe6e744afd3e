// A raw TCP proxy that does to each connection what the schedule says. Knows bytes and sockets, nothing of HTTP.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { createOverlap } from './overlap.ts'
import type { Wire } from './schedule.ts'
import { createSink, reset } from './wire.ts'

export interface Proxy {
  readonly port: number
  /** Breaks what is open, and begins with the wires of another schedule. */
  play(wires: readonly Wire[]): Traffic
  close(): Promise<void>
}

/** What one schedule did to the proxy. */
export interface Traffic {
  /** When the first byte of each connection came, in milliseconds. */
  readonly arrivals: readonly number[]
  /** Connections from clients that are open now, in words. */
  open(): string[]
  /** The longest time, in milliseconds, that a connection stayed open beside a later one. */
  longestOverlap(): number
  /** Resolves when no connection is open. */
  idle(): Promise<void>
  /** Breaks what is open. */
  clear(): void
}

export async function startProxy(originPort: number): Promise<Proxy> {
  let current = createTraffic([])
  const unused = new Set<Socket>()
  const server = createServer((client) => {
    // A platform's pool may open a connection for a request that is given up meanwhile, and keep it for the next one:
    // a connection counts from its first byte.
    unused.add(client)
    client.on('error', () => {})
    client.once('close', () => unused.delete(client))
    client.once('data', (chunk: Buffer) => {
      unused.delete(client)
      current.accept(client, chunk, () => connect(originPort, '127.0.0.1'))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    play(wires) {
      current.clear()
      return (current = createTraffic(wires))
    },
    async close() {
      current.clear()
      unused.forEach((client) => client.destroy())
      server.close()
      await once(server, 'close')
    },
  }
}

function createTraffic(
  wires: readonly Wire[],
): Traffic & { accept(client: Socket, first: Buffer, dial: () => Socket): void } {
  const arrivals: number[] = []
  const open = new Map<Socket, Wire>()
  const overlap = createOverlap()
  let onIdle = (): void => {}

  return {
    arrivals,
    open: () =>
      [...open].map(([{ bytesRead, bytesWritten, readyState }, wire]) =>
        [`wire ${wire.kind}`, `${bytesRead} bytes read`, `${bytesWritten} written`, readyState].join(', '),
      ),
    accept(client, first, dial) {
      const wire: Wire = wires[arrivals.length] ?? { kind: 'whole' }
      arrivals.push(performance.now())
      const leave = overlap.begin()
      open.set(client, wire)
      client.on('close', () => {
        leave()
        open.delete(client)
        if (open.size === 0) {
          onIdle()
        }
      })
      if (wire.kind === 'refused') {
        reset(client)
      } else {
        const upstream = dial()
        upstream.write(first)
        join(client, upstream, wire)
      }
    },
    longestOverlap: overlap.longest,
    idle: () => new Promise((resolve) => (open.size === 0 ? resolve() : (onIdle = resolve))),
    clear: () => open.forEach((_, client) => client.destroy()),
  }
}

/** Requests pass; what becomes of the response is the wire's. */
function join(client: Socket, upstream: Socket, wire: Wire): void {
  const sink = createSink(client, wire, () => upstream.destroy())
  client.setNoDelay(true)
  upstream.setNoDelay(true)
  client.on('data', (chunk: Buffer) => upstream.write(chunk))
  client.on('end', () => upstream.end())
  client.on('close', () => upstream.destroy())
  upstream.on('data', sink.write)
  upstream.on('end', sink.end)
  upstream.on('error', sink.fail)
}
