// Requests that arrive through any door → failures, connections, replays: the mocked server of one event stream.
// Knows requests, wires and the script; knows nothing of msw or of any client.
import { readCassette } from './cassette.ts'
import { createConnection, type MockConnection } from './connection.ts'
import type { Door, MockEventStream, MockEventStreamOptions } from './contract.ts'
import { MockStreamError } from './errors.ts'
import { createFailureResponse } from './failure.ts'
import { encode, frameEvent, type AnyEvent } from './frames.ts'
import { createHold, type HeldRequest, type Hold } from './held.ts'
import { createHistory, type History, type HistoryOptions } from './history.ts'
import { createUrlMatcher, type MockUrl } from './match.ts'
import { isMicrotaskFaked } from './patience.ts'
import { createQueue, type Queue } from './queue.ts'
import { readRequest, type ArrivedRequest } from './request.ts'
import { createStory, type Story } from './script.ts'
import { createWire } from './wire.ts'

/** @throws MockStreamError with code `invalid` when the URL is neither a path nor an http URL. */
export function createMockStream<Events extends object = Record<string, unknown>>(
  url: MockUrl,
  { method = 'GET', headers, timeout = 1_000 }: MockEventStreamOptions = {},
): MockEventStream<Events> {
  const matchesUrl = createUrlMatcher(url)
  const requests: ArrivedRequest[] = []
  const connections: MockConnection<Events>[] = []
  const arrivals = createQueue<{ taken: MockConnection<Events>; door: Door }>()
  const waiting = createQueue<{ taken: HeldRequest<Events>; door: Door }>()
  const holds: Hold<Events>[] = []
  // The last requests, whoever they were for: what a test that waits in vain wants to know.
  const seen: string[] = []
  // What the requests to come meet instead of the stream, in order.
  const fates: { meet: () => Response | 'hold'; left: number }[] = []
  let closers: (() => void)[] = []
  let past: { events: History; onTrimmed: HistoryOptions<MockConnection<Events>>['onTrimmed'] } | undefined
  let story: Story | undefined

  function takeFate(): Response | 'hold' | undefined {
    const [next] = fates
    if (next === undefined) {
      const step = story?.failure()
      return (
        step && createFailureResponse(step.fail, step.retryAfter === undefined ? {} : { retryAfter: step.retryAfter })
      )
    }
    next.left--
    if (next.left <= 0) {
      fates.shift()
    }
    return next.meet()
  }

  function hold(arrived: ArrivedRequest, door: Door): Promise<Response> {
    const signal = door.signal ?? arrived.request.signal
    const held = createHold({
      arrived,
      signal,
      timeout,
      blindSpot: door.blindSpot,
      accept: () => accept(arrived, door),
    })
    holds.push(held)
    waiting.push({ taken: held.request, door })
    return held.answer
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
    closers.push(() => wire.leave(new TypeError('network error')))
    if (arrived.lastEventId !== undefined && past !== undefined) {
      const { known, missed } = past.events.after(arrived.lastEventId)
      if (!known) {
        past.onTrimmed?.(connection)
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

  async function take<T>(queue: Queue<{ taken: T; door: Door }>, complain: (within: string) => string): Promise<T> {
    const faked =
      '. The test has faked queueMicrotask, on which requests may hang: take it out of the fake timers (toFake in vitest, doNotFake in jest)'
    const { taken, door } = await queue.take(
      timeout,
      () =>
        `${complain(`${timeout} ms, got ${seen.join(', ') || 'no request at all'}`)}${isMicrotaskFaked() ? faked : ''}`,
    )
    const obstacle = door.obstacle?.()
    if (obstacle !== undefined) {
      throw obstacle
    }
    return taken
  }

  return {
    connections,
    requests,
    connection: () =>
      take(arrivals, (within) => {
        const held = holds.filter(({ request }) => request.phase === 'held').length
        const hint = held === 0 ? '' : `. ${held} of them is held: take it with held(), then open() it`
        return `Cannot hand over a connection: no ${method} ${String(url)} that was not already taken came within ${within}${hint}`
      }),
    held: () =>
      take(
        waiting,
        (within) =>
          `Cannot hand over a held request: no ${method} ${String(url)} was held within ${within}. Was holdNext() called before the client asked?`,
      ),
    failNext(failure, options = {}) {
      fates.push({ meet: () => createFailureResponse(failure, options), left: options.times ?? 1 })
    },
    holdNext({ times = 1 } = {}) {
      fates.push({ meet: () => 'hold', left: times })
    },
    history({ keep = Infinity, onTrimmed } = {}) {
      const events = createHistory(keep)
      past = { events, onTrimmed }
      return {
        async publish(event) {
          const open = connections.filter(({ phase }) => phase === 'open')
          const bytes = encode(frameEvent(event))
          events.remember(event, bytes)
          await Promise.all(open.map((connection) => connection.raw(bytes)))
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
          .map(({ index, method: used, url: at }) => `${index} (${used} ${at})`),
        ...holds
          .filter(({ request }) => request.phase === 'held')
          .map(({ request }) => `one that is held (${request.method} ${request.url})`),
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
      for (const { drop } of holds.splice(0)) {
        drop()
      }
      past = undefined
      story = undefined
      fates.length = 0
      requests.length = 0
      connections.length = 0
      seen.length = 0
      const reason = new MockStreamError(
        'closed',
        `Cannot wait for a request to ${String(url)}: the mock goes on, got reset()`,
      )
      arrivals.clear(reason)
      waiting.clear(reason)
    },
    matches(request) {
      const matched = (method === '*' || method.toUpperCase() === request.method) && matchesUrl(request.url)
      seen.push(`${request.method} ${request.url}`)
      seen.splice(0, seen.length - 20)
      return matched
    },
    async respond(request, door = {}) {
      // Taken before the body is read, so that two requests at once meet their fates in the order they came.
      const fate = takeFate()
      const arrived = await readRequest(request)
      requests.push(arrived)
      if (fate === 'hold') {
        return hold(arrived, door)
      }
      if (fate !== undefined) {
        return fate
      }
      const { connection, response } = accept(arrived, door)
      arrivals.push({ taken: connection, door })
      return response
    },
  }
}
