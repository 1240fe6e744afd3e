// Events from everywhere to everybody, by HTTP as applications send them, at a steady rate. A failed request is not repeated: it may
// have been served, and only the log knows.
import { setTimeout as sleep } from 'node:timers/promises'
import { rooms, symbols } from '../wire.ts'
import type { ClientSpec } from './clients.ts'

export interface Publisher {
  /** IDs of what the servers said they stored. */
  readonly accepted: readonly string[]
  readonly failed: number
  /** Resolves when the last request under way is answered. */
  stop(): Promise<void>
}

export interface PublisherOptions {
  url: string
  token: string
  clients: readonly ClientSpec[]
  perSecond: number
  /** Like `Math.random`. */
  random: () => number
}

export function startPublisher({ url, token, clients, perSecond, random }: PublisherOptions): Publisher {
  const accepted: string[] = []
  const underWay = new Set<Promise<void>>()
  let failed = 0
  const over = new AbortController()
  const running = run()

  async function run(): Promise<void> {
    const begin = performance.now()
    for (let sent = 1; !over.signal.aborted; sent += 1) {
      const request = send(...choose()).finally(() => underWay.delete(request))
      underWay.add(request)
      await sleep(Math.max(0, begin + (sent * 1_000) / perSecond - performance.now()))
    }
  }

  async function send(path: string, body: object): Promise<void> {
    const id = await publish(url, token, path, body)
    if (id === undefined) {
      failed += 1
    } else {
      accepted.push(id)
    }
  }

  function choose(): [path: string, body: object] {
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
    const { user, client } = pick(clients)
    const text = `hello ${user} 🐟`
    const which = random()
    if (which < 0.6) {
      return [`/users/${user}/notify`, { text }]
    }
    if (which < 0.75) {
      return [`/users/${user}/clients/${client}/notify`, { text }]
    }
    if (which < 0.85) {
      return [`/rooms/${pick(rooms)}/messages`, { text }]
    }
    if (which < 0.92) {
      return ['/quotes', { quotes: [{ symbol: pick(symbols), price: 1 + Math.floor(random() * 100), change: 0 }] }]
    }
    return which < 0.98 ? ['/posts', { text }] : ['/everyone/notify', { text }]
  }

  return {
    accepted,
    get failed() {
      return failed
    },
    async stop() {
      over.abort()
      await running
      await Promise.all(underWay)
    },
  }
}

/** The stored event's ID; `undefined` when the server did not say that it is stored. */
export async function publish(url: string, token: string, path: string, body: object): Promise<string | undefined> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  try {
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    const { id } = (await response.json()) as { id?: string }
    return id
  } catch {
    return undefined
  }
}
