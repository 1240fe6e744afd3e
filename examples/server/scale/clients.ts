// A process full of clients, each with a stream of its own by Linefeed, each writing down the IDs it is given. Its parent says when.
import { bearer, createEventStream, type EventStream } from '@linefeed/client'
import type { StoredEvent } from '../src/log/event-log.ts'
import { narrowToSymbols } from '../src/patterns/quotes.ts'
import { findUser } from '../src/sign-in/users.ts'
import { topicsOf } from '../src/topics.ts'
import { symbols, type StreamRequest } from '../wire.ts'
import { judge, type Verdict } from './judge.ts'

export interface ClientSpec {
  readonly user: string
  readonly client: string
  /** Leaves when it is told to and comes back when it is told to, with its position. */
  readonly isAway: boolean
}

export type Order =
  | { readonly do: 'start'; readonly url: string; readonly clients: readonly ClientSpec[] }
  | { readonly do: 'leave' }
  | { readonly do: 'return' }
  /** Answered once every client has this event. */
  | { readonly do: 'await'; readonly id: string }
  | { readonly do: 'judge'; readonly events: readonly StoredEvent[] }

export type Answer =
  | { readonly done: 'start' | 'leave' | 'await' | 'return' }
  | { readonly done: 'judge'; readonly reports: readonly ClientReport[] }
  | { readonly received: number; readonly open: number; readonly attempts: number }

export interface ClientReport extends Verdict {
  readonly name: string
  readonly isAway: boolean
  readonly received: number
  readonly attempts: number
  readonly gaps: number
}

interface Client {
  readonly spec: ClientSpec
  readonly request: StreamRequest
  readonly received: string[]
  position: string
  attempts: number
  stream: EventStream | undefined
}

const clients: Client[] = []
const tokens = new Map<string, Promise<string>>()
let url = ''
let awaited = ''
let received = 0
let onProgress = (): void => {}

const answer = (message: Answer): void => void process.send?.(message)
process.on('message', (order: Order) => void obey(order))
process.once('disconnect', () => process.exit(0))
setInterval(() => {
  const open = clients.filter(({ stream }) => stream?.state.phase === 'open').length
  answer({ received, open, attempts: clients.reduce((sum, { attempts }) => sum + attempts, 0) })
}, 500).unref()

async function obey(order: Order): Promise<void> {
  if (order.do === 'start') {
    url = order.url
    clients.push(...order.clients.map(toClient))
    // As many at once as sign in at once anywhere.
    for (let from = 0; from < clients.length; from += 50) {
      await Promise.all(clients.slice(from, from + 50).map(connect))
    }
  } else if (order.do === 'leave') {
    clients.filter(({ spec }) => spec.isAway).forEach(({ stream }) => stream?.close())
  } else if (order.do === 'return') {
    await Promise.all(clients.filter(({ spec }) => spec.isAway).map(connect))
  } else if (order.do === 'await') {
    awaited = order.id
    await new Promise<void>((resolve) => {
      onProgress = () => clients.every((client) => client.position === awaited) && resolve()
      onProgress()
    })
  } else if (order.do === 'judge') {
    answer({ done: 'judge', reports: clients.map((client) => report(client, order.events)) })
    return
  }
  answer({ done: order.do })
}

/** Every tenth is in a room, every tenth follows quotes. */
function toClient(spec: ClientSpec, index: number): Client {
  const request: StreamRequest = {
    client: spec.client,
    rooms: index % 10 === 0 ? ['lobby'] : [],
    symbols: index % 10 === 1 ? symbols.slice(0, 3) : [],
  }
  return { spec, request, received: [], position: '', attempts: 0, stream: undefined }
}

/** Resolves when the server has welcomed it. */
async function connect(client: Client): Promise<void> {
  const { spec, request } = client
  const token = await tokenOf(spec.user)
  const stream = createEventStream(`${url}/me/events`, {
    body: { ...request },
    resumable: true,
    headers: bearer(() => token),
    retry: { base: 50, cap: 1_000 },
    lastEventId: client.position,
    gapEvent: 'gap',
    onGap: () => client.received.push('gap'),
    onStateChange: ({ phase }) => (client.attempts += phase === 'connecting' ? 1 : 0),
  })
  client.stream = stream
  await new Promise<void>((resolve) => {
    void follow(client, stream, resolve)
  })
}

async function follow(client: Client, stream: EventStream, onWelcome: () => void): Promise<void> {
  for await (const { type, id } of stream) {
    if (type === 'welcome') {
      onWelcome()
    }
    if (id !== undefined) {
      client.received.push(id)
      client.position = id
      received += 1
      if (id === awaited) {
        onProgress()
      }
    }
  }
}

/** One sign-in per user, however often it takes. */
async function tokenOf(user: string): Promise<string> {
  const signIn = async (): Promise<string> => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${url}/sign-in`, { method: 'POST', headers, body: JSON.stringify({ user }) })
    return ((await response.json()) as { token: string }).token
  }
  const token = tokens.get(user) ?? signIn()
  tokens.set(user, token)
  return await token
}

/** What the log has for the client, by the server's own rules, against what it was given. */
function report({ spec, request, received: given, attempts }: Client, events: readonly StoredEvent[]): ClientReport {
  const { rooms = [], symbols: followed = [], client } = request
  const user = findUser(spec.user)
  const topics = user ? topicsOf(user, { client, rooms, symbols: followed }) : new Set()
  const narrow = narrowToSymbols(followed)
  const expected = events.filter((event) => topics.has(event.topic) && narrow(event) !== undefined).map(({ id }) => id)
  const gaps = given.filter((id) => id === 'gap').length
  const name = `${spec.user}/${spec.client}`
  return {
    ...judge(given, expected),
    name,
    isAway: spec.isAway,
    received: given.length - gaps,
    attempts,
    gaps,
  }
}
