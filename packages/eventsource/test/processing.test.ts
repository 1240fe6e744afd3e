// #sse-processing-model: announce, reestablish, fail; what is sent, what is fired, and readyState at each moment.
import { EventSource, type EventSourceOptions } from '@linefeed/eventsource'
import { describe, expect, test } from 'vitest'
import { createScene } from './support/scene.ts'

const eventStream = { 'content-type': 'text/event-stream' }

describe('request', () => {
  test('first: GET, accept, no-store, no position, redirects are followed', async () => {
    const { server } = await createScene()
    const { request, headers } = server.latest
    expect([request.url, request.method, request.cache, request.body, request.redirect]).toEqual([
      'https://example.com/stream',
      'GET',
      'no-store',
      null,
      'follow',
    ])
    expect([...headers]).toEqual([['accept', 'text/event-stream']])
  })

  test('response: may take as long as it likes', async () => {
    const { clock } = await createScene()
    expect(clock.pending).toBe(0)
  })

  test('position: is sent as UTF-8, is sticky, and an empty id takes it back', async () => {
    const { server, open, settle, clock } = await createScene()
    const asked: string[] = []
    for (const body of ['id: …ключ🚀\ndata: x\n\n', 'data: y\n\n', 'id\ndata: z\n\n', 'data: end\n\n']) {
      await open(body)
      asked.push(server.latest.lastEventId)
      server.latest.end()
      await settle()
      await clock.next()
      await settle()
    }
    expect(asked).toEqual(['', '…ключ🚀', '…ключ🚀', ''])
    expect(server.latest.headers.has('last-event-id')).toBe(false)
  })

  test('position: the id of a block that was cut is not sent, one of a block without data is', async () => {
    const { server, open, settle, clock } = await createScene()
    await open('id: 1\n\nid: 2\ndata: cut')
    server.latest.break()
    await settle()
    await clock.next()
    expect(server.latest.lastEventId).toBe('1')
  })
})

describe('redirects', () => {
  const redirected: [name: string, init: EventSourceOptions, next: string][] = [
    ['nothing of the caller’s', {}, 'https://elsewhere.test/final'],
    ['headers', { headers: { 'x-token': 't' }, redirect: 'follow' }, 'https://example.com/stream'],
    ['a body', { body: 'x', resumable: true, redirect: 'follow' }, 'https://example.com/stream'],
    ['an empty body', { body: '', resumable: true, redirect: 'follow' }, 'https://example.com/stream'],
  ]
  test.each(redirected)('request with %s: the next one goes where it may', async (_name, init, next) => {
    const { server, settle, clock } = await createScene(init)
    const response = new Response('data: a\n\n', { headers: eventStream })
    Object.defineProperties(response, { url: { value: 'https://elsewhere.test/final' }, redirected: { value: true } })
    server.latest.answer(response)
    await settle()
    await clock.next()
    expect([server.exchanges.length, server.latest.url]).toEqual([2, next])
  })
})

describe('redirects of headers or a body', () => {
  const hidden = Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' })
  const refused: [name: string, init: EventSourceOptions, response: Response][] = [
    ['headers, Location readable', { headers: { 'x-token': 't' } }, new Response(null, { status: 307 })],
    ['a body, as browsers hide it', { body: 'x', resumable: true }, hidden],
  ]
  test.each(refused)('%s: none is followed, and the error says what to do', async (_name, init, response) => {
    const { log, events, server, settle } = await createScene(init)
    expect(server.latest.request.redirect).toBe('manual')
    server.latest.answer(response)
    await settle()
    expect([log, server.exchanges.length]).toEqual([['error 2'], 1])
    const { error } = events[0] as { error?: Error & { code?: string } }
    expect([error?.code, error?.message]).toEqual(['redirect-refused', expect.stringContaining("redirect: 'follow'")])
  })
})

describe('announce', () => {
  test('open: is fired with readyState OPEN, before what the response holds', async () => {
    const { log, open, events } = await createScene()
    await open('data: a\n\n')
    expect(log).toEqual(['open 1', 'message 1 a'])
    expect(events[0]).toMatchObject({ bubbles: false, cancelable: false, constructor: Event })
  })

  test('open: is not fired when the source is closed in the meantime', async () => {
    const { log, server, source, settle } = await createScene()
    server.latest.open('data: a\n\n')
    source.close()
    await settle()
    expect([log, server.latest.isAborted]).toEqual([[], true])
  })

  test('open: is not fired when the source is closed before its turn', async () => {
    const { log, server, source, settle } = await createScene()
    server.latest.open('data: a\n\n')
    for (let step = 0; step < 100; step++) {
      await Promise.resolve()
    }
    expect(log).toEqual([])
    source.close()
    await settle()
    expect([log, source.readyState]).toEqual([[], 2])
  })

  const accepted = ['text/event-stream', 'TEXT/Event-Stream', 'text/event-stream; charset=utf-8', 'text/event-stream;']
  test.each(accepted)('content type %s: is an event stream', async (type) => {
    const { log, server, settle } = await createScene()
    server.latest.answer(new Response('data: a\n\n', { headers: { 'content-type': type } }))
    await settle()
    expect(log.slice(0, 2)).toEqual(['open 1', 'message 1 a'])
  })
})

describe('fail', () => {
  const responses: [name: string, response: () => Response, code: string][] = [
    ['204', () => new Response(null, { status: 204, headers: eventStream }), 'http-status'],
    ['205', () => new Response(null, { status: 205, headers: eventStream }), 'http-status'],
    ['206', () => new Response('data: a\n\n', { status: 206, headers: eventStream }), 'http-status'],
    ['401', () => new Response('data: a\n\n', { status: 401, headers: eventStream }), 'http-status'],
    ['503', () => new Response('data: a\n\n', { status: 503, headers: eventStream }), 'http-status'],
    ['no content type', () => new Response('data: a\n\n'), 'content-type'],
    ['another', () => new Response('', { headers: { 'content-type': 'text/event-streams' } }), 'content-type'],
    ['HTML', () => new Response('', { headers: { 'content-type': 'text/html' } }), 'content-type'],
  ]
  test.each(responses)('%s: one error with readyState CLOSED, no second request', async (_name, response, code) => {
    const { log, codes, server, settle, clock, page } = await createScene()
    server.latest.answer(response())
    await settle()
    expect([log, codes, server.exchanges.length]).toEqual([['error 2'], [code], 1])
    expect([clock.pending, page.watchers]).toEqual([0, 0])
  })

  test.each(['ftp://example.com/', 'about:blank', 'mailto:a@b.test', 'javascript:alert(1)', 'bogus:x'])(
    'scheme of %s: no request, one error with readyState CLOSED',
    async (url) => {
      const { log, server, page } = await createScene({ url })
      expect([log, server.exchanges, page.watchers]).toEqual([['error 2'], [], 0])
    },
  )

  test('scheme of the page itself: is tried', async () => {
    const { server } = await createScene({ url: '/x', baseURL: 'app://local/' })
    expect(server.latest.url).toBe('app://local/x')
  })

  test('event over 8 MiB: fails, since it would come again', async () => {
    const { log, codes, open } = await createScene()
    await open(`data: fits\n\ndata: ${'x'.repeat(8 * 1024 * 1024)}\n\n`)
    expect([log, codes]).toEqual([['open 1', 'message 1 fits', 'error 2'], ['event-too-large']])
  })
})

describe('reestablish', () => {
  test.each(['end', 'break'] as const)(
    '%s: error with CONNECTING, the reconnection time, a new request',
    async (by) => {
      const { log, server, open, settle, clock } = await createScene()
      await open('data: a\n\n')
      server.latest[by]()
      await settle()
      expect([log, server.exchanges.length]).toEqual([['open 1', 'message 1 a', 'error 0'], 1])
      await clock.advance(2_999)
      expect(server.exchanges).toHaveLength(1)
      await clock.advance(1)
      await open('data: b\n\n')
      expect(log.slice(3)).toEqual(['open 1', 'message 1 b'])
    },
  )

  test('no response: error with CONNECTING, and a new request', async () => {
    const { log, codes, server, settle, clock } = await createScene()
    server.latest.break()
    await settle()
    await clock.advance(3_000)
    expect([log, codes, server.exchanges.length]).toEqual([['error 0'], ['request-failed'], 2])
  })

  test('close() in the error listener: no request and no timer follow', async () => {
    const { source, server, open, settle, clock } = await createScene()
    source.addEventListener('error', () => source.close())
    await open()
    server.latest.end()
    await settle()
    expect([clock.pending, source.readyState]).toEqual([0, 2])
  })

  const delays: [field: string, delay: number][] = [
    ['retry: 5000', 5_000],
    ['retry:700', 700],
    ['retry: 99999999999', 2 ** 31 - 1],
    ['retry: 1e3', 3_000],
    ['retry: -5', 3_000],
    ['retry', 3_000],
    ['retry: 10abc', 3_000],
    ['retry: ٣', 3_000],
    [`retry: ${'9'.repeat(400)}`, 2 ** 31 - 1],
  ]
  test.each(delays)('%s: the next request is %i ms after the error', async (field, delay) => {
    const { server, open, settle, clock } = await createScene()
    await open(`${field}\ndata: a\n\n`)
    await clock.advance(1_000)
    server.latest.end()
    await settle()
    const endedAt = clock.now()
    await clock.next()
    expect([server.exchanges.length, clock.now() - endedAt]).toEqual([2, delay])
  })

  test('chance: adds a twentieth to the reconnection time at most, while the server is healthy', async () => {
    const { server, open, settle, clock } = await createScene({ random: () => 1 })
    await open('data: a\n\n')
    server.latest.end()
    await settle()
    await clock.next()
    expect([server.exchanges.length, clock.now()]).toEqual([2, 3_150])
  })

  test('retry: 0, accepted and dropped: three requests in the first second, then fewer and fewer', async () => {
    const { server, settle, clock } = await createScene({ random: () => 0.5 })
    const times: number[] = []
    while (times.length < 12) {
      times.push(Math.round(clock.now()))
      server.latest.open('retry: 0\n\n')
      server.latest.end()
      await settle()
      await clock.next()
    }
    expect(times.filter((time) => time < 1_000).length).toBeLessThanOrEqual(3)
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    expect(gaps).toEqual(gaps.toSorted((a, b) => a - b))
    expect(gaps.at(-1)).toBe(15_000)
  })

  test('retry: 0 with an event each time: requests start 350 ms apart', async () => {
    const { server, settle, clock } = await createScene()
    const times: number[] = []
    while (times.length < 4) {
      times.push(clock.now())
      server.latest.open('retry: 0\ndata: x\n\n')
      server.latest.end()
      await settle()
      await clock.next()
    }
    expect(times).toEqual([0, 350, 700, 1_050])
  })
})

describe('close()', () => {
  test('in a listener: no event of the same chunk follows, the request is let go', async () => {
    const { source, log, open, server, page } = await createScene()
    source.addEventListener('message', () => source.close())
    await open('data: a\n\ndata: b\n\n')
    expect([log, server.latest.isAborted, page.watchers]).toEqual([['open 1', 'message 1 a'], true, 0])
  })

  test('while waiting: no request, no timer, no event follow; a second time does nothing', async () => {
    const { source, log, server, settle, clock, page } = await createScene()
    server.latest.break()
    await settle()
    source.close()
    source.close()
    expect([clock.pending, page.watchers, source.readyState, log]).toEqual([0, 0, 2, ['error 0']])
  })
})

describe('page', () => {
  test('left and come back: lets go of the request, then error and a new one from the position', async () => {
    const { log, server, open, page, settle, clock } = await createScene()
    await open('id: 7\ndata: a\n\n')
    page.change({ left: true })
    await settle()
    expect([server.latest.isAborted, log.at(-1)]).toEqual([true, 'message 1 a'])
    page.change({ left: false })
    await settle()
    expect(log.at(-1)).toBe('error 0')
    await clock.advance(350)
    expect([server.exchanges.length, server.latest.lastEventId]).toEqual([2, '7'])
  })

  test('left while waiting: no request until it is back', async () => {
    const { server, page, settle, clock } = await createScene()
    server.latest.break()
    await settle()
    page.change({ left: true })
    expect(clock.pending).toBe(0)
    page.change({ left: false })
    await settle()
    await clock.next()
    expect(server.exchanges).toHaveLength(2)
  })

  const moves: [name: string, lefts: boolean[], errors: string[], requests: number][] = [
    ['left and come back at once', [true, false], ['error 0'], 2],
    ['left and come back twice at once', [true, false, true, false], ['error 0'], 2],
    ['left, come back and left again at once', [true, false, true], [], 1],
  ]
  describe.each(moves)('%s', (_name, lefts, errors, requests) => {
    test.each([
      ['a stream is open', 'open'],
      ['the request has failed, and nobody heard of it yet', 'break'],
    ] as const)('while %s: one error and one connection, if the page is there', async (_when, by) => {
      const { log, server, source, page, settle, clock } = await createScene()
      server.latest[by]()
      for (let step = 0; step < 100; step++) {
        await Promise.resolve()
      }
      lefts.forEach((left) => page.change({ left }))
      await settle()
      await clock.advance(10_000)
      const isLive = (): boolean[] => server.exchanges.map((exchange) => exchange.isLive)
      expect([log.filter((line) => line !== 'open 1'), clock.pending]).toEqual([errors, 0])
      expect(isLive()).toEqual([false, true].slice(0, requests))
      source.close()
      await settle()
      expect(isLive()).not.toContain(true)
    })
  })

  test('hidden or offline: changes nothing, as with the native class', async () => {
    const { server, open, page, log } = await createScene()
    await open('data: a\n\n')
    page.change({ hidden: true, offline: true })
    expect([server.latest.isAborted, log]).toEqual([false, ['open 1', 'message 1 a']])
  })
})

describe('what the native class cannot do', () => {
  test('headers as a function: are asked before every attempt', async () => {
    const { server, settle, clock } = await createScene({
      headers: ({ attempt, failure }) => ({ 'x-try': `${attempt} ${failure?.code ?? ''}`.trim() }),
    })
    server.latest.break()
    await settle()
    await clock.next()
    expect(server.exchanges.map(({ headers }) => headers.get('x-try'))).toEqual(['1', '2 request-failed'])
  })

  test('body: is posted once, and the end closes the source', async () => {
    const { log, server, open, settle, clock } = await createScene({ body: { a: 1 } })
    expect([server.latest.request.method, server.latest.body]).toEqual(['POST', { a: 1 }])
    await open('data: a\n\n')
    server.latest.end()
    await settle()
    expect([log, clock.pending]).toEqual([['open 1', 'message 1 a', 'error 2'], 0])
  })

  test('empty body: is a body, posted once', async () => {
    const { log, server, open, settle, clock } = await createScene({ body: '' })
    expect(server.latest.request.method).toBe('POST')
    await open('data: a\n\n')
    server.latest.end()
    await settle()
    expect([log, clock.pending]).toEqual([['open 1', 'message 1 a', 'error 2'], 0])
  })

  test('resumable body: is posted again from the position', async () => {
    const { server, open, settle, clock } = await createScene({ body: { a: 1 }, resumable: true })
    await open('id: 1\ndata: a\n\n')
    server.latest.end()
    await settle()
    await clock.next()
    expect([server.latest.body, server.latest.lastEventId]).toEqual([{ a: 1 }, '1'])
  })

  test('lastEventId: is the position to start from', async () => {
    const { server, open, events } = await createScene({ lastEventId: '41' })
    await open('data: a\n\n')
    expect([server.latest.lastEventId, (events.at(-1) as MessageEvent).lastEventId]).toEqual(['41', '41'])
  })
})

test('fetch: one that spreads the headers it is given, as those of the package of this name do, keeps them', async () => {
  const seen: (string | null)[][] = []
  const source = new EventSource('http://localhost/events', {
    fetch(_, init) {
      const headers = new Headers({ ...(init.headers as Record<string, string>), authorization: 'Bearer x' })
      seen.push(['accept', 'last-event-id', 'authorization'].map((name) => headers.get(name)))
      const body = 'retry: 1\nid: 7\ndata: a\n\n'
      return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }))
    },
  })
  await expect.poll(() => seen.length).toBe(2)
  source.close()
  expect(seen).toEqual([
    ['text/event-stream', null, 'Bearer x'],
    ['text/event-stream', '7', 'Bearer x'],
  ])
})
