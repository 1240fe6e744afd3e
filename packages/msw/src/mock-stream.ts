// Requests that arrive through any door → failures, connections, replays: the mocked server of one event stream.
// Knows requests, wires and the script; knows nothing of msw or of any client.
import { createArrivals } from './arrivals.ts'
import { readCassette } from './cassette.ts'
import { createConnection, type MockConnection } from './connection.ts'
import type { Door, MockEventStream, MockEventStreamOptions } from './contract.ts'
import { MockStreamError } from './errors.ts'
import { createFates, isHold, type Fate } from './fates.ts'
import { encode, frameEvent, type AnyEvent } from './frames.ts'
import { createHold, type Hold } from './held.ts'
import { createHistory, type History, type HistoryOptions } from './history.ts'
import { createUrlMatcher, type MockUrl } from './match.ts'
import { checkTimers } from './patience.ts'
import { readRequest, type ArrivedRequest } from './request.ts'
import { createStory, wait, type Story } from './script.ts'
import { createWire } from './wire.ts'

/** @throws MockStreamError with code `invalid` when the URL is neither a path nor an http URL, `fake-timers` when the kit was loaded under some. */
export function createMockStream<Events extends object = Record<string, unknown>>(
  url: MockUrl,
  { method = 'GET', headers, timeout = 3_000 }: MockEventStreamOptions = {},
): MockEventStream<Events> {
  checkTimers()
  const matchesUrl = createUrlMatcher(url)
  const requests: ArrivedRequest[] = []
  const connections: MockConnection<Events>[] = []
  const arrivals = createArrivals<Events>(`${method} ${String(url)}`, timeout)
  const fates = createFates()
  const holds: Hold<Events>[] = []
  let closers: (() => void)[] = []
  let resets = 0
  let past: { events: History; onTrimmed: HistoryOptions<MockConnection<Events>>['onTrimmed'] } | undefined
  let story: Story | undefined

  function hold(arrived: ArrivedRequest, door: Door, fate: Exclude<Fate, Response>): Promise<Response> {
    const signal = door.signal ?? arrived.request.signal
    const { blindSpot } = door
    const held = createHold({ arrived, signal, timeout, blindSpot, accept: () => accept(arrived, door) })
    holds.push(held)
    void meet(held, door, fate)
    return held.answer
  }

  async function meet(
    { request, answer }: Omit<Hold<Events>, 'drop'>,
    door: Door,
    fate: Fate | undefined,
  ): Promise<void> {
    if (fate === 'hold') {
      arrivals.hold(request, door)
    } else if (fate === undefined) {
      arrivals.connect(request.open(), door)
    } else if ('hold' in fate) {
      await wait(fate.hold, answer)
      if (request.phase === 'held') {
        await meet({ request, answer }, door, fates.take(story, true))
      }
    } else {
      request.fail(fate)
    }
  }

  function accept(arrived: ArrivedRequest, door: Door): { connection: MockConnection<Events>; response: Response } {
    const wire = createWire(door)
    const signal = door.signal ?? arrived.request.signal
    const leave = (): void => wire.leave(signal.reason)
    signal.addEventListener('abort', leave)
    void wire.closed.then(() => signal.removeEventListener('abort', leave))

    const server = {
      index: connections.length,
      arrived,
      wire,
      onSend: (event: AnyEvent, bytes: Uint8Array<ArrayBuffer>) => past?.events.remember(event, bytes),
    }
    const connection = createConnection<Events>({ ...server, timeout })
    connections.push(connection)
    closers.push(wire.fail)
    if (arrived.lastEventId !== undefined && past !== undefined) {
      const { known, missed } = past.events.after(arrived.lastEventId)
      if (!known) {
        // What it sends stands for the past, and is no part of it.
        past.onTrimmed?.(createConnection({ ...server, onSend: () => undefined, timeout }))
      }
      for (const bytes of missed) {
        wire.write(bytes).catch(() => undefined)
      }
    }
    // A story has all the time in the world: a debugger or a sleeping tab does not end it. It ends with its connection.
    void story?.play(createConnection({ ...server, timeout: Infinity })).catch(() => undefined)
    if (signal.aborted) {
      leave()
    }
    const head = new Headers(headers)
    head.set('content-type', head.get('content-type') ?? 'text/event-stream')
    head.set('cache-control', head.get('cache-control') ?? 'no-store')
    for (const [name, value] of Object.entries(door.headers ?? {})) {
      head.set(name, value)
    }
    return { connection, response: new Response(wire.body, { headers: head }) }
  }

  const waiting = (): Hold<Events>[] => holds.filter(({ request }) => request.phase === 'held')

  return {
    connections,
    requests,
    connection: arrivals.connection,
    held: arrivals.held,
    failNext: (failure, options = {}) => fates.fail(failure, options),
    holdNext: ({ times = 1 } = {}) => fates.hold(times),
    history({ keep = Infinity, onTrimmed } = {}) {
      const events = createHistory(keep)
      past = { events, onTrimmed }
      return {
        async publish(event) {
          const open = connections.filter(({ phase }) => phase === 'open')
          const bytes = encode(frameEvent(event))
          events.remember(event, bytes)
          await Promise.all(open.map((connection) => connection.raw(bytes).catch(forgiveClosing)))
        },
        remember: (event) => events.remember(event, encode(frameEvent(event))),
      }
    },
    script(steps) {
      story = createStory(steps)
    },
    replay(cassette, options) {
      story = createStory(readCassette(cassette, options))
    },
    expectNoOpenConnections() {
      const open = [
        ...connections
          .filter(({ phase }) => phase === 'open')
          .map(({ index, ...at }) => `${index} (${at.method} ${at.url})`),
        ...waiting().map(({ request }) => `one that is held (${request.method} ${request.url})`),
      ]
      if (open.length > 0) {
        throw new MockStreamError(
          'open-connections',
          `Cannot be done with ${String(url)}: every connection is closed by now, got ${open.length} open: ${open.join(', ')}. If the client lets go a moment later, await connection.closed first`,
        )
      }
    },
    reset() {
      for (const close of closers) {
        close()
      }
      closers = []
      resets++
      for (const { drop } of holds.splice(0)) {
        drop()
      }
      past = undefined
      story = undefined
      fates.clear()
      requests.length = 0
      connections.length = 0
      arrivals.clear()
    },
    matches(request) {
      arrivals.note(request)
      return (method === '*' || method.toUpperCase() === request.method) && matchesUrl(request.url)
    },
    async respond(request, door = {}) {
      // Taken before the body is read, so that two requests at once meet their fates in the order they came.
      const fate = fates.take(story)
      const before = resets
      const arrived = await readRequest(request)
      if (before !== resets) {
        return Response.error()
      }
      requests.push(arrived)
      if (isHold(fate)) {
        return hold(arrived, door, fate)
      }
      if (fate !== undefined) {
        return fate
      }
      const { connection, response } = accept(arrived, door)
      arrivals.connect(connection, door)
      return response
    },
  }
}

/** What happened has happened, whoever leaves before it was heard. */
function forgiveClosing(error: unknown): void {
  if (!(error instanceof MockStreamError && error.code === 'closed')) {
    throw error
  }
}
