import { byId, createEventStream, EventStreamError, type EventStreamOptions } from '@linefeed/client'
import { mockEventStream, mockFetch } from '@linefeed/msw/fetch'
import { describe, expect, test } from 'vitest'
import { createManualClock } from './support/manual-clock.ts'
import { createTestPage } from './support/page.ts'
import { createScene } from './support/scene.ts'
import { createScriptedServer } from './support/scripted-server.ts'

const status = (code: number, headers?: Record<string, string>): Response =>
  new Response(null, { status: code, headers: headers ?? {} })

describe('attempt', () => {
  test('first reader: opens the stream', async () => {
    const { server, states } = await createScene()
    expect(server.exchanges).toHaveLength(1)
    expect(states.map(({ phase }) => phase)).toEqual(['connecting'])
  })

  test('event: reaches readers at its blank line, and not before', async () => {
    const scene = await createScene()
    await scene.open('data: one\n')
    expect(scene.data).toEqual([])
    scene.server.latest.send('\n')
    await scene.clock.settle()
    expect(scene.data).toEqual(['one'])
  })

  test('cut event: is never delivered, and does not move the position', async () => {
    const scene = await createScene()
    await scene.open('id: 1\ndata: one\n\nid: 2\ndata: tw')
    scene.server.latest.break()
    expect((await scene.nextRequest()).lastEventId).toBe('1')
    expect(scene.data).toEqual(['one'])
    expect(scene.stream.lastEventId).toBe('1')
  })

  test('position: survives any number of drops, and answers without an id', async () => {
    const scene = await createScene({ lastEventId: 'start' })
    expect(scene.server.latest.lastEventId).toBe('start')
    await scene.open('id: 7\ndata: seven\n\n')
    for (const text of ['', ': hello\n\n', 'data: no id\n\n', 'retry: 10\n\n']) {
      scene.server.latest.break()
      await scene.nextRequest()
      await scene.open(text)
      expect(scene.server.latest.lastEventId).toBe('7')
    }
  })

  test('empty id: clears the position', async () => {
    const scene = await createScene({ lastEventId: '7' })
    await scene.open('id\ndata: fresh start\n\n')
    scene.server.latest.break()
    expect((await scene.nextRequest()).headers.has('last-event-id')).toBe(false)
  })
})

describe('request', () => {
  test('plain object: becomes JSON, its content type, and POST', async () => {
    const { server } = await createScene({ body: { topic: 'a' } })
    expect(server.latest.request.method).toBe('POST')
    expect(await server.latest.request.text()).toBe('{"topic":"a"}')
    expect(Object.fromEntries(server.latest.headers)).toEqual({
      accept: 'text/event-stream',
      'content-type': 'application/json',
    })
    expect(server.latest.request.cache).toBe('no-store')
  })

  test('null as body: is none, as in fetch', async () => {
    const { server } = await createScene({ body: null as never })
    expect([server.latest.request.method, server.latest.request.body]).toEqual(['GET', null])
  })

  test('empty referrer: is none, as in fetch', async () => {
    const { server } = await createScene({ referrer: '' })
    expect(server.latest.request.referrer).toBe('')
  })

  test('fetch that gives no response: is a failed attempt with a code', async () => {
    const scene = await createScene({ fetch: async () => ({}) as Response })
    expect(scene.codes()).toEqual(['request-failed'])
  })

  const places: [place: string, origin: string | undefined, isHinted: boolean][] = [
    ['of its own', 'https://example.com', false],
    ['of another, with a base of its own', 'https://elsewhere.test', true],
    ['of no', undefined, false],
  ]
  test.each(places)(
    'resume that fails on a page %s origin: the error has a hint or none',
    async (_, origin, isHinted) => {
      const scene = await createScene(origin === undefined ? {} : { baseURL: 'https://example.com/', origin })
      await scene.open('id: 1\ndata: one\n\n')
      scene.server.latest.break()
      await scene.nextRequest()
      scene.server.latest.break()
      await scene.clock.settle()
      expect(scene.codes()).toEqual(['connection-lost', 'request-failed'])
      expect(scene.errors[1]?.message.includes('Access-Control-Allow-Headers: Last-Event-ID')).toBe(isHinted)
    },
  )

  test('failure on another origin, without a position or before the stream was ever open: has no such hint', async () => {
    const other = { baseURL: 'https://example.com/', origin: 'https://elsewhere.test' }
    const unopened = await createScene({ ...other, lastEventId: '1' })
    const unnamed = await createScene(other)
    await unnamed.open('data: one\n\n')
    unnamed.server.latest.break()
    await unnamed.nextRequest()
    for (const { server, clock, errors } of [unopened, unnamed]) {
      server.latest.break()
      await clock.settle()
      expect(errors.at(-1)).toMatchObject({ code: 'request-failed', hint: undefined })
    }
  })

  test('headers and body as functions: are asked before every attempt, with the reason of the last failure', async () => {
    const asked: unknown[] = []
    const scene = await createScene({
      resumable: true,
      body: ({ attempt }) => new URLSearchParams({ attempt: String(attempt) }),
      headers: async ({ attempt, failure, lastEventId }) => {
        asked.push([attempt, failure?.code, lastEventId])
        return new Headers({ 'x-attempt': String(attempt) })
      },
    })
    await scene.open('id: a\ndata: x\n\n')
    scene.server.latest.break()
    const second = await scene.nextRequest()
    expect(asked).toEqual([
      [1, undefined, ''],
      [2, 'connection-lost', 'a'],
    ])
    expect(second.headers.get('x-attempt')).toBe('2')
    expect(second.body).toBe('attempt=2')
  })

  test('failing token call: is a failed attempt, and the next one goes on', async () => {
    let calls = 0
    const scene = await createScene({
      body: {},
      headers: () => {
        calls++
        if (calls === 1) {
          throw new Error('token server is down')
        }
        return { authorization: 'Bearer fresh' }
      },
    })
    expect(scene.server.exchanges).toHaveLength(0)
    expect(scene.codes()).toEqual(['request-unavailable'])
    expect((await scene.nextRequest()).headers.get('authorization')).toBe('Bearer fresh')
  })

  test('failing token call before a body that is a stream: is a failed attempt, for nothing was sent', async () => {
    let asked = 0
    const scene = await createScene({
      body: new Blob(['prompt']).stream(),
      headers() {
        asked++
        if (asked === 1) {
          throw new Error('no token')
        }
        return {}
      },
    })
    await scene.nextRequest()
    expect([scene.codes(), scene.server.exchanges.length]).toEqual([['request-unavailable'], 1])
  })

  test('header that is not valid HTTP: is named, and its value shown nowhere', async () => {
    const scene = await createScene({ headers: { authorization: 'Bearer sec\nret' } })
    expect(scene.codes()).toEqual(['request-unavailable'])
    const [error] = scene.errors
    expect(error?.message).toContain('authorization')
    expect(`${error?.message} ${error?.stack} ${String(error?.cause)}`).not.toContain('sec')
  })
})

describe('end of a response', () => {
  const once: EventStreamOptions<undefined> = { body: { prompt: 'hi' } }

  test('GET, clean end after events: waits one jittered reconnection time, however often', async () => {
    const scene = await createScene({ random: () => 1, retry: { base: 1_000 } })
    for (let round = 0; round < 5; round++) {
      await scene.open(`id: ${round}\ndata: x\n\n`)
      const before = scene.clock.now()
      scene.server.latest.end()
      await scene.nextRequest()
      expect(scene.clock.now() - before).toBe(1_500)
    }
    expect(scene.errors).toEqual([])
  })

  test('GET, clean end without an event: escalates like a failure', async () => {
    const scene = await createScene({ random: () => 1, retry: { base: 1_000, cap: 30_000 } })
    const waits: number[] = []
    for (let round = 0; round < 7; round++) {
      await scene.open()
      const before = scene.clock.now()
      scene.server.latest.end()
      await scene.nextRequest()
      waits.push(scene.clock.now() - before)
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    expect(new Set(scene.codes())).toEqual(new Set(['ended-empty']))
  })

  test('POST made only once, clean end: is finished', async () => {
    const scene = await createScene(once)
    await scene.open('data: token\n\n')
    scene.server.latest.end()
    expect(await scene.stream.done).toEqual({ reason: 'finished' })
    expect(scene.server.exchanges).toHaveLength(1)
  })

  test.each([401, 429, 503])('POST made only once, %i: failed, and not sent again', async (code) => {
    const scene = await createScene(once)
    scene.server.latest.answer(status(code))
    expect((await scene.stream.done).reason).toBe('failed')
    expect(scene.server.exchanges).toHaveLength(1)
  })

  test.each(['break', 'end'] as const)(
    'POST made only once, %s before the terminal event: failed, and not sent again',
    async (how) => {
      const scene = await createScene({ ...once, until: ({ data }) => data === '[DONE]' && 'discard' })
      await scene.open('data: token\n\n')
      scene.server.latest[how]()
      const end = await scene.stream.done
      expect(end.reason === 'failed' && end.error.code).toBe(how === 'end' ? 'ended-early' : 'connection-lost')
      expect(scene.server.exchanges).toHaveLength(1)
      expect(scene.clock.pending).toBe(0)
    },
  )

  test('terminal event: ends the stream and lets go of the response, also in mid-chunk', async () => {
    const scene = await createScene({ until: ({ data }) => data === '[DONE]' && 'discard' })
    await scene.open('data: a\n\ndata: [DONE]\n\ndata: after\n\n')
    expect(await scene.stream.done).toEqual({ reason: 'finished' })
    expect(scene.data).toEqual(['a'])
    expect(scene.server.latest.isAborted).toBe(true)
  })

  test('terminal event by type: is delivered', async () => {
    const scene = await createScene({ until: 'message_stop' })
    await scene.open('event: message_stop\ndata: bye\n\n')
    expect(scene.data).toEqual(['bye'])
    expect(scene.stream.state).toEqual({ phase: 'closed', reason: 'finished' })
  })
})

describe('resume', () => {
  test.each([
    ['GET', 2],
    ['head', 2],
    ['POST', 1],
    ['TARGET', 1],
    ['HEADER', 1],
  ])('method %s, cut: makes %i requests', async (method, requests) => {
    const scene = await createScene({ method, retry: { limit: 1 } })
    await scene.open('data: x\n\n')
    scene.server.latest.break()
    await scene.clock.advance(1_000)
    expect(scene.server.exchanges).toHaveLength(requests)
  })

  test('resume request: continues elsewhere, once something came', async () => {
    const scene = await createScene({
      body: { prompt: 'hi' },
      headers: { 'x-key': 'k' },
      resume: ({ lastEventId }) => ({ url: `/responses/7?after=${lastEventId}` }),
    })
    await scene.open('id: 3\ndata: x\n\n')
    scene.server.latest.break()
    const second = await scene.nextRequest()
    expect([second.url, second.request.method, second.body]).toEqual([
      'https://example.com/responses/7?after=3',
      'GET',
      undefined,
    ])
    expect(second.headers.get('x-key')).toBe('k')
  })

  test('resume request with undefined headers: sends those of the stream', async () => {
    const scene = await createScene({
      body: {},
      headers: { 'x-key': 'k' },
      resume: () => ({ url: '/elsewhere', headers: undefined }),
    })
    await scene.open('id: 3\ndata: x\n\n')
    scene.server.latest.break()
    expect((await scene.nextRequest()).headers.get('x-key')).toBe('k')
  })

  test('resume that gives nothing: asks the same URL, by GET', async () => {
    const scene = await createScene({ body: { prompt: 'hi' }, resume: () => undefined as never })
    await scene.open('data: x\n\n')
    scene.server.latest.break()
    const { url, request } = await scene.nextRequest()
    expect([url, request.method]).toEqual(['https://example.com/stream', 'GET'])
  })

  test('resume request: is not asked for when nothing came, and the first is not repeated', async () => {
    const scene = await createScene({ body: { prompt: 'hi' }, resume: () => ({ url: '/elsewhere' }) })
    scene.server.latest.break()
    const end = await scene.stream.done
    expect(end.reason === 'failed' && end.error.code).toBe('request-failed')
    expect(scene.server.exchanges).toHaveLength(1)
  })

  test('idempotency key: is the same for all attempts of a stream', async () => {
    let keys = 0
    const scene = await createScene({ body: {}, resumable: true, idempotencyKey: () => `key-${++keys}` })
    scene.server.latest.break()
    await scene.nextRequest()
    expect(scene.server.exchanges.map(({ headers }) => headers.get('idempotency-key'))).toEqual(['key-1', 'key-1'])
  })
})

describe('status', () => {
  test.each([204, 201, 400, 401, 403, 404, 409, 410, 412, 418])(
    '%i: fails for good, after one request',
    async (code) => {
      const scene = await createScene()
      scene.server.latest.answer(status(code))
      const end = await scene.stream.done
      expect(end.reason === 'failed' && end.error).toMatchObject({ code: 'http-status', status: code })
      expect(scene.server.exchanges).toHaveLength(1)
      expect([scene.clock.pending, scene.page.watchers]).toEqual([0, 0])
    },
  )

  test('401 whose body the fetch has read: fails all the same', async () => {
    const scene = await createScene()
    const response = new Response('read by an interceptor', { status: 401 })
    await response.text()
    scene.server.latest.answer(response)
    const end = await scene.stream.done
    expect(end.reason === 'failed' && end.error).toMatchObject({ code: 'http-status', status: 401 })
  })

  test.each([408, 425, 429, 500, 502, 503, 504])('%i: is tried again', async (code) => {
    const scene = await createScene()
    scene.server.latest.answer(status(code))
    await scene.nextRequest()
    expect(scene.errors).toMatchObject([{ code: 'http-status', status: code }])
  })

  test.each([
    ['5', 5_000, 2_000],
    ['Thu, 01 Jan 2026 00:00:10 GMT', 10_000, 2_000],
    ['9999999', 24 * 60 * 60 * 1_000, 2_000],
    ['0', 0, 1_000],
  ])('Retry-After: %s is honoured beyond the cap, and spread', async (value, least, spread) => {
    const scene = await createScene({ retry: { base: 1_000, cap: 2_000 }, random: () => 0.5 })
    scene.server.latest.answer(status(503, { 'retry-after': value }))
    await scene.nextRequest()
    expect(scene.clock.now()).toBe(least + spread / 2)
  })

  test.each([
    'text/html',
    'text/event-streams-not',
    'multipart/x; y=text/event-stream',
    'xtext/event-stream',
    'text/event-stream, text/html',
    undefined,
  ])('content type %s: fails for good', async (type) => {
    const scene = await createScene()
    scene.server.latest.answer(new Response(new Blob(['<html>']), { headers: type ? { 'content-type': type } : {} }))
    const end = await scene.stream.done
    expect(end.reason === 'failed' && end.error).toMatchObject({ code: 'content-type', contentType: type ?? null })
    expect(end.reason === 'failed' && end.error.message).toContain(type ?? 'none')
  })

  test('event stream without a body: fails for good', async () => {
    const scene = await createScene()
    scene.server.latest.answer(new Response(null, { headers: { 'content-type': 'text/event-stream' } }))
    const end = await scene.stream.done
    expect(end.reason === 'failed' && end.error.code).toBe('no-body')
    expect(scene.server.exchanges).toHaveLength(1)
  })

  test.each([
    'text/event-stream;charset=utf-8',
    'Text/Event-Stream',
    ' text/event-stream ; x=y',
    // As `Headers` gives a field that came twice: the last one counts.
    'text/event-stream, text/event-stream; charset=utf-8',
    'text/html, text/event-stream',
  ])('content type %s: is an event stream', async (type) => {
    const scene = await createScene()
    scene.server.latest.answer(new Response('data: x\n\n', { headers: { 'content-type': type } }))
    await scene.clock.settle()
    expect(scene.data).toEqual(['x'])
  })
})

describe('retries', () => {
  test('limit: so many, then the last failure is the end', async () => {
    const scene = await createScene({ retry: { limit: 2 } })
    for (let sent = 1; sent < 3; sent++) {
      scene.server.latest.break()
      await scene.nextRequest()
    }
    scene.server.latest.break()
    const end = await scene.stream.done
    expect(end.reason === 'failed' && end.error.code).toBe('request-failed')
    expect(scene.server.exchanges).toHaveLength(3)
  })

  test('limit 0: one attempt, also after a clean end', async () => {
    const scene = await createScene({ retry: { limit: 0 } })
    await scene.open('data: x\n\n')
    scene.server.latest.end()
    expect(await scene.stream.done).toEqual({ reason: 'finished' })
    expect(scene.server.exchanges).toHaveLength(1)
  })

  test('server that accepts and drops: the count goes on, a 200 alone proves nothing', async () => {
    const scene = await createScene({ random: () => 1 })
    const starts: number[] = []
    for (let round = 0; round < 6; round++) {
      await scene.open(`id: ${round}\ndata: x\n\n`)
      starts.push(scene.clock.now())
      scene.server.latest.break()
      await scene.nextRequest()
    }
    expect(starts.map((at, index) => at - (starts[index - 1] ?? 0))).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000])
  })

  test('healthy stretch: starts the count anew', async () => {
    const scene = await createScene({ random: () => 1 })
    for (let round = 0; round < 4; round++) {
      scene.server.latest.break()
      await scene.nextRequest()
    }
    await scene.open()
    await scene.clock.advance(30_000)
    scene.server.latest.send(': still here\n\n')
    await scene.clock.settle()
    const before = scene.clock.now()
    scene.server.latest.break()
    await scene.nextRequest()
    expect(scene.clock.now() - before).toBe(1_000)
  })

  test('healthy stretch that ends as the page is left: starts the count anew, too', async () => {
    const scene = await createScene({ random: () => 1, retry: { limit: 3 } })
    for (let round = 0; round < 3; round++) {
      scene.server.latest.break()
      await scene.nextRequest()
    }
    await scene.open()
    await scene.clock.advance(30_000)
    scene.server.latest.send(': still here\n\n')
    await scene.clock.settle()
    scene.page.change({ left: true })
    await scene.clock.advance(5_000)
    scene.page.change({ left: false })
    await scene.clock.settle()
    scene.server.latest.break()
    await scene.clock.settle()
    expect(scene.stream.state).toMatchObject({ phase: 'waiting', delay: 1_000 })
  })

  test.each([
    [15_999, 16_000],
    [16_000, 1_000],
  ])('bytes for %i ms, as long as the next wait or less: the next wait is %i ms', async (stretch, expected) => {
    const scene = await createScene({ random: () => 1 })
    for (let round = 0; round < 4; round++) {
      scene.server.latest.break()
      await scene.nextRequest()
    }
    await scene.open()
    await scene.clock.advance(stretch)
    scene.server.latest.send(': still here\n\n')
    await scene.clock.settle()
    scene.server.latest.break()
    await scene.clock.settle()
    expect(scene.stream.state).toMatchObject({ phase: 'waiting', delay: expected })
  })

  test('silence after a 200: is no healthy stretch, and the limit holds', async () => {
    const scene = await createScene({ idleTimeout: 45_000, retry: { base: 1, cap: 1, limit: 2 } })
    for (let sent = 1; sent < 3; sent++) {
      await scene.open()
      await scene.nextRequest()
    }
    await scene.open()
    await scene.clock.advance(45_000)
    expect((await scene.stream.done).reason).toBe('failed')
    expect(scene.server.exchanges).toHaveLength(3)
  })

  test.each(['0', '1', '10abc', '-5', '1e3', '99999999999', '9'.repeat(400), ''])(
    'retry: %s makes no storm, with no luck at all',
    async (value) => {
      const scene = await createScene({ random: () => 0 })
      await scene.open(`retry: ${value}\ndata: x\n\n`)
      scene.server.latest.end()
      while (scene.clock.now() < 1_000 && scene.server.exchanges.length < 100) {
        await scene.nextRequest()
        if (scene.clock.now() < 1_000) {
          await scene.open(`retry: ${value}\n\n`)
          scene.server.latest.end()
        }
      }
      const inFirstSecond = scene.server.exchanges.length - (scene.clock.now() < 1_000 ? 0 : 1)
      expect(inFirstSecond).toBeLessThanOrEqual(3)
      expect(scene.clock.now()).toBeLessThanOrEqual(30_000)
    },
  )

  test('retry: the wait starts from what the server asks', async () => {
    const scene = await createScene({ random: () => 1 })
    await scene.open('retry: 5000\n\ndata: x\n\n')
    scene.server.latest.break()
    await scene.clock.settle()
    expect(scene.stream.state).toMatchObject({ phase: 'waiting', delay: 5_000 })
  })

  test('waiting: says when the next attempt starts, and after which failure', async () => {
    const scene = await createScene()
    await scene.clock.advance(5_000)
    scene.server.latest.break()
    await scene.clock.settle()
    const retryAt = scene.clock.date() + 500
    expect(scene.stream.state).toMatchObject({ phase: 'waiting', attempt: 1, delay: 500, retryAt })
    await scene.nextRequest()
    expect(scene.clock.date()).toBe(retryAt)
  })

  test('policy of the caller: is asked, and told what the built-in one says', async () => {
    const asked: unknown[] = []
    const scene = await createScene({
      retry: ({ failure, failures, delay }) => {
        asked.push([failure?.code, failures, delay])
        return failures < 3 ? 40 : undefined
      },
    })
    for (let sent = 1; sent < 3; sent++) {
      scene.server.latest.break()
      await scene.nextRequest()
    }
    scene.server.latest.answer(status(404))
    expect((await scene.stream.done).reason).toBe('failed')
    expect(asked).toEqual([
      ['request-failed', 1, 500],
      ['request-failed', 2, 1_000],
      ['http-status', 3, undefined],
    ])
  })

  test.each([Number.NaN, null, '5'])(
    'policy that answers %j: is reported, and the built-in one decides',
    async (answer) => {
      const scene = await createScene({ retry: () => answer as number })
      scene.server.latest.break()
      await scene.clock.settle()
      expect(scene.stream.state).toMatchObject({ phase: 'waiting', delay: 500 })
      expect(scene.codes()).toEqual(['callback-failed', 'request-failed'])
      expect(String(scene.errors[0]?.cause)).toContain('must be milliseconds or undefined')
    },
  )

  test('cap that is Infinity: what the server asks by retry is a time all the same', async () => {
    const scene = await createScene({ retry: { cap: Infinity } })
    await scene.open(`retry: ${'9'.repeat(400)}\ndata: x\n\n`)
    scene.server.latest.end()
    await scene.clock.advance(86_400_000)
    expect(scene.server.exchanges).toHaveLength(1)
  })
})

describe('gap', () => {
  test.each([409, 410, 412])('%i for a position: announced, cleared, and one new start', async (code) => {
    const scene = await createScene({ lastEventId: 'old' })
    scene.server.latest.answer(status(code))
    const second = await scene.nextRequest()
    expect(second.headers.has('last-event-id')).toBe(false)
    expect(scene.gaps).toEqual([{ reason: 'status', lastEventId: 'old' }])
    second.answer(status(code))
    expect((await scene.stream.done).reason).toBe('failed')
  })

  test('agreed event: the same', async () => {
    const scene = await createScene({ lastEventId: 'old', gapEvent: 'gap' })
    await scene.open('event: gap\ndata:\n\ndata: not this one\n\n')
    const second = await scene.nextRequest()
    expect(second.lastEventId).toBe('')
    expect(scene.gaps).toEqual([{ reason: 'event', lastEventId: 'old' }])
    expect(scene.data).toEqual([])
  })

  test.each(['id: 900\n', 'id:\n', 'id: 5\n'])(
    'agreed event with a field %j: the gap is behind the position of before',
    async (id) => {
      const scene = await createScene({ lastEventId: '5', gapEvent: 'gap' })
      await scene.open(`event: gap\n${id}data:\n\n`)
      expect((await scene.nextRequest()).lastEventId).toBe('')
      expect([scene.gaps, scene.data]).toEqual([[{ reason: 'event', lastEventId: '5' }], []])
    },
  )

  test('agreed event with an id, sent to everybody: is a gap once, and makes no loop', async () => {
    const scene = await createScene({ lastEventId: '5', gapEvent: 'gap' })
    await scene.open('event: gap\nid: 900\ndata: x\n\n')
    await scene.nextRequest()
    await scene.open('event: gap\nid: 900\ndata: x\n\n')
    await scene.clock.advance(60_000)
    expect([scene.gaps.length, scene.data, scene.server.exchanges.length]).toEqual([1, ['x'], 2])
  })

  test('agreed event where there is no position: is an event like any other, and makes no loop', async () => {
    const scene = await createScene({ gapEvent: 'gap' })
    await scene.open('event: gap\ndata: again\n\ndata: next\n\n')
    await scene.clock.advance(20_000)
    expect([scene.data, scene.gaps, scene.server.exchanges.length]).toEqual([['again', 'next'], [], 1])
  })

  test.each(['status', 'event'] as const)('%s for a request made only once: it is not sent again', async (how) => {
    const scene = await createScene({ body: { prompt: 'hi' }, lastEventId: 'old', gapEvent: 'gap' })
    if (how === 'status') {
      scene.server.latest.answer(status(410))
    } else {
      await scene.open('event: gap\ndata: x\n\n')
      scene.server.latest.end()
    }
    await scene.clock.advance(20_000)
    expect([scene.stream.state.phase, scene.server.exchanges.length]).toEqual(['closed', 1])
    // Nothing starts anew, so nothing is announced; the event is one like any other.
    expect([scene.gaps, scene.data]).toEqual([[], how === 'event' ? ['x'] : []])
  })

  test("status for a request made only once, gap: 'close': announced, and the reason of the end", async () => {
    const scene = await createScene({ body: { prompt: 'hi' }, lastEventId: 'old', gap: 'close' })
    scene.server.latest.answer(status(410))
    const end = await scene.stream.done
    expect(end.reason === 'failed' && end.error.code).toBe('position-lost')
    expect(scene.gaps).toEqual([{ reason: 'status', lastEventId: 'old' }])
  })

  test('server that answers each new start with a gap: is asked less and less', async () => {
    const scene = await createScene({ random: () => 1, gapEvent: 'gap', lastEventId: '0' })
    const waits: number[] = []
    for (let round = 1; round < 7; round++) {
      const before = scene.clock.now()
      await scene.open(`id: ${round}\ndata: x\n\nevent: gap\ndata:\n\n`)
      await scene.nextRequest()
      waits.push(scene.clock.now() - before)
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000])
    expect(scene.gaps).toHaveLength(6)
  })

  test("gap: 'close' ends the stream", async () => {
    const scene = await createScene({ lastEventId: 'old', gap: 'close' })
    scene.server.latest.answer(status(410))
    const end = await scene.stream.done
    expect(end.reason === 'failed' && end.error).toMatchObject({ code: 'position-lost' })
    expect(scene.gaps).toEqual([{ reason: 'status', lastEventId: 'old' }])
  })

  test.each([' x', 'x ', '\u0001', 'tab\there', 'ü'.repeat(2_049)])(
    'unsendable position %j: reported, a gap, and one new start',
    async (id) => {
      const scene = await createScene()
      await scene.open(`id: ${id}\ndata: x\n\n`)
      scene.server.latest.break()
      const second = await scene.nextRequest()
      expect(scene.codes()).toEqual(['connection-lost', 'unsendable-id'])
      expect(scene.errors[1]).toMatchObject({ lastEventId: id })
      expect(scene.gaps).toEqual([{ reason: 'unsendable-id', lastEventId: id }])
      expect(second.headers.has('last-event-id')).toBe(false)
      expect(scene.server.exchanges).toHaveLength(2)
    },
  )

  test.each(['ключ', '消息', '🚀', 'é', 'a b', 'ü'.repeat(2_048)])('position %j: travels as UTF-8', async (id) => {
    const scene = await createScene()
    await scene.open(`id: ${id}\ndata: x\n\n`)
    scene.server.latest.break()
    expect((await scene.nextRequest()).lastEventId).toBe(id)
  })
})

describe('over', () => {
  const isQuiet = (scene: Pick<Awaited<ReturnType<typeof createScene>>, 'clock' | 'page'>): unknown => [
    scene.clock.pending,
    scene.page.watchers,
  ]

  test('stream closed on hearing of a position that cannot be sent: no gap follows', async () => {
    const controller = new AbortController()
    const scene = await createScene({ lastEventId: ' x', signal: controller.signal, onError: () => controller.abort() })
    expect([scene.gaps, scene.stream.state.phase]).toEqual([[], 'closed'])
  })

  test('close(): no event of the same chunk, no timer, no watcher, no request', async () => {
    const scene = await createScene({ idleTimeout: 1_000, eventTimeout: 1_000 })
    scene.stream.on('close', () => scene.stream.close())
    await scene.open('data: a\n\nevent: close\ndata: b\n\ndata: c\n\n')
    expect(scene.data).toEqual(['a'])
    expect(await scene.stream.done).toEqual({ reason: 'closed' })
    expect(scene.server.latest.isAborted).toBe(true)
    expect(isQuiet(scene)).toEqual([0, 0])
  })

  test.each(['connecting', 'open', 'waiting', 'paused'] as const)(
    'abort while %s: aborted with the reason of the signal',
    async (phase) => {
      const controller = new AbortController()
      const scene = await createScene({ signal: controller.signal })
      if (phase === 'open') {
        await scene.open()
      } else if (phase === 'waiting') {
        scene.server.latest.break()
      } else if (phase === 'paused') {
        scene.page.change({ left: true })
      }
      await scene.clock.settle()
      expect(scene.stream.state.phase).toBe(phase)
      controller.abort('enough')
      expect(await scene.stream.done).toEqual({ reason: 'aborted', error: 'enough' })
      await scene.clock.advance(100_000)
      expect(scene.server.exchanges).toHaveLength(1)
      expect(isQuiet(scene)).toEqual([0, 0])
    },
  )

  test('signal that is aborted already: no request', async () => {
    const scene = await createScene({ signal: AbortSignal.abort('early') })
    expect(await scene.stream.done).toEqual({ reason: 'aborted', error: 'early' })
    expect(scene.server.exchanges).toEqual([])
  })

  test('close() while the headers are asked for: no request', async () => {
    let give: (headers: Record<string, string>) => void = () => {}
    const scene = await createScene({ headers: () => new Promise((resolve) => (give = resolve)) })
    scene.stream.close()
    give({})
    await scene.clock.settle()
    expect(scene.server.exchanges).toEqual([])
  })

  test('close() from onStateChange: no request follows', async () => {
    const server = createScriptedServer()
    const stream = createEventStream('https://example.com/', {
      fetch: server.fetch,
      onStateChange({ phase }) {
        if (phase === 'connecting') {
          stream.close()
        }
      },
    })
    stream.open()
    expect(await stream.done).toEqual({ reason: 'closed' })
    // A request would be made in a later turn.
    await createManualClock().settle()
    expect(server.exchanges).toEqual([])
  })

  test('close() when the stream opens: the body is let go, also by a fetch that ignores the signal', async () => {
    const mock = mockEventStream('https://example.com/')
    const fetch = mockFetch(mock)
    const stream = createEventStream('https://example.com/', {
      fetch: (url) => fetch(url),
      onStateChange({ phase }) {
        if (phase === 'open') {
          stream.close()
        }
      },
    })
    stream.open()
    await stream.done
    const connection = await mock.connection()
    expect(await connection.closed).toBe('left')
  })

  test('errors: are instances of the one class', async () => {
    const scene = await createScene()
    scene.server.latest.break()
    await scene.clock.settle()
    expect(scene.errors[0]).toBeInstanceOf(EventStreamError)
    expect(scene.errors[0]).toBeInstanceOf(Error)
  })
})

describe('silence', () => {
  test('connectTimeout: fails the attempt, and the message names the connection limit of browsers', async () => {
    const scene = await createScene({ connectTimeout: 5_000 })
    await scene.clock.advance(4_999)
    expect(scene.errors).toEqual([])
    await scene.clock.advance(1)
    expect(scene.errors).toMatchObject([{ code: 'connect-timeout', timeout: 5_000 }])
    expect(scene.errors[0]?.message).toContain('seventh')
    expect(scene.server.latest.isAborted).toBe(true)
    await scene.nextRequest()
  })

  test('idleTimeout: comments keep the connection, silence loses it', async () => {
    const scene = await createScene({ idleTimeout: 1_000 })
    await scene.open('id: 1\ndata: x\n\n')
    for (let beat = 0; beat < 5; beat++) {
      await scene.clock.advance(900)
      scene.server.latest.send(': beat\n\n')
    }
    await scene.clock.advance(999)
    expect(scene.errors).toEqual([])
    await scene.clock.advance(2)
    expect(scene.codes()).toEqual(['idle-timeout'])
    expect((await scene.nextRequest()).lastEventId).toBe('1')
  })

  test('eventTimeout: comments do not count', async () => {
    const scene = await createScene({ eventTimeout: 1_000 })
    await scene.open('data: x\n\n')
    await scene.clock.advance(600)
    scene.server.latest.send(': beat\n\n')
    await scene.clock.advance(600)
    expect(scene.codes()).toEqual(['event-timeout'])
  })
})

describe('page', () => {
  test('left and back: the connection is let go, and resumed from the same position', async () => {
    const scene = await createScene()
    await scene.open('id: 1\ndata: x\n\n')
    const first = scene.server.latest
    scene.page.change({ left: true })
    expect(first.isAborted).toBe(true)
    await scene.clock.advance(60_000)
    expect(scene.stream.state).toMatchObject({ phase: 'paused', reason: 'left' })
    expect(scene.server.exchanges).toHaveLength(1)
    scene.page.change({ left: false })
    await scene.clock.settle()
    expect(scene.server.exchanges.map(({ lastEventId }) => lastEventId)).toEqual(['', '1'])
    expect(scene.errors).toEqual([])
  })

  test('left and back in one task: never two live requests', async () => {
    const scene = await createScene()
    await scene.open('data: x\n\n')
    for (let times = 0; times < 10; times++) {
      scene.page.change({ left: true })
      scene.page.change({ left: false })
    }
    await scene.nextRequest()
    expect(scene.server.exchanges.filter(({ isLive }) => isLive)).toHaveLength(1)
    expect(scene.server.exchanges).toHaveLength(2)
  })

  test('left during a request made only once: failed, and not sent again', async () => {
    const scene = await createScene({ body: { prompt: 'hi' } })
    await scene.open('data: x\n\n')
    scene.page.change({ left: true })
    scene.page.change({ left: false })
    const end = await scene.stream.done
    expect(end.reason === 'failed' && end.error.code).toBe('page-left')
    expect(scene.codes()).toEqual(['page-left'])
    await scene.clock.advance(60_000)
    expect(scene.server.exchanges).toHaveLength(1)
  })

  test('left after the terminal event, while its data is still decoded: finished', async () => {
    let give: (data: string) => void = () => {}
    const scene = await createScene({
      body: { prompt: 'hi' },
      until: 'bye',
      decode: () => new Promise<string>((resolve) => (give = resolve)),
    })
    await scene.open('event: bye\ndata: x\n\n')
    scene.page.change({ left: true })
    give('late')
    expect(await scene.stream.done).toEqual({ reason: 'finished' })
    expect(scene.data).toEqual(['late'])
  })

  test('hidden: keeps the stream unless asked to pause', async () => {
    const kept = await createScene()
    const paused = await createScene({ whenHidden: 'pause' })
    for (const scene of [kept, paused]) {
      await scene.open()
      scene.page.change({ hidden: true })
      await scene.clock.settle()
    }
    expect([kept.server.latest.isAborted, paused.server.latest.isAborted]).toEqual([false, true])
    expect(paused.stream.state).toMatchObject({ phase: 'paused', reason: 'hidden' })
  })

  test('offline: a live stream is kept, a broken one waits, online tries at once and spread', async () => {
    const scene = await createScene({ random: () => 0.5 })
    await scene.open()
    scene.page.change({ offline: true })
    expect(scene.server.latest.isAborted).toBe(false)
    scene.server.latest.break()
    await scene.clock.advance(600_000)
    expect(scene.server.exchanges).toHaveLength(1)
    expect(scene.stream.state).toMatchObject({ phase: 'paused', reason: 'offline' })
    const before = scene.clock.now()
    scene.page.change({ offline: false })
    await scene.nextRequest()
    expect(scene.clock.now() - before).toBe(500)
  })

  test('offline from the start: the first request is made soon after the network is there', async () => {
    const server = createScriptedServer()
    const [clock, page] = [createManualClock(), createTestPage()]
    page.change({ offline: true })
    const stream = createEventStream('https://example.com/', { fetch: server.fetch, platform: { clock, page } })
    stream.open()
    await clock.advance(5_000)
    expect([stream.state.phase, server.exchanges.length]).toEqual(['paused', 0])
    page.change({ offline: false })
    await clock.advance(1_000)
    expect(server.exchanges).toHaveLength(1)
  })

  test.each(['offline', 'waiting'] as const)('change that counts for nothing, %s: is no new state', async (how) => {
    const scene = await createScene()
    if (how === 'offline') {
      scene.page.change({ offline: true })
    }
    scene.server.latest.break()
    await scene.clock.settle()
    const before = scene.states.length
    scene.page.change({ hidden: true })
    await scene.clock.settle()
    expect(scene.stream.state.phase).toBe(how === 'offline' ? 'paused' : 'waiting')
    expect(scene.states).toHaveLength(before)
  })

  test('offline: does not keep a stream from this machine', async () => {
    const scene = await createScene({ url: 'http://localhost:3000/' })
    scene.page.change({ offline: true })
    scene.server.latest.break()
    await scene.nextRequest()
    expect(scene.server.exchanges).toHaveLength(2)
  })

  test('back online during a wait: does not cut short what Retry-After asked', async () => {
    const scene = await createScene()
    scene.server.latest.answer(status(503, { 'retry-after': '60' }))
    await scene.clock.settle()
    scene.page.change({ offline: true })
    await scene.clock.settle()
    scene.page.change({ offline: false })
    await scene.nextRequest()
    expect(scene.clock.now()).toBe(60_000)
  })
})

describe('reconnect()', () => {
  test('open stream: asks headers again and keeps the position, with one live request', async () => {
    let asked = 0
    const scene = await createScene({ headers: () => ({ 'x-asked': String(++asked) }) })
    await scene.open('id: 1\ndata: x\n\n')
    scene.stream.reconnect()
    const second = await scene.nextRequest()
    expect([second.lastEventId, second.headers.get('x-asked')]).toEqual(['1', '2'])
    expect(scene.server.exchanges[0]?.isAborted).toBe(true)
  })

  test.each([{}, { until: 'bye' }])(
    'open stream, %j: is no failure, and waits no longer than attempts must',
    async (more) => {
      const scene = await createScene(more)
      await scene.clock.advance(1_000)
      await scene.open('data: x\n\n')
      scene.stream.reconnect()
      await scene.clock.settle()
      expect([scene.server.exchanges.length, scene.errors]).toEqual([2, []])
    },
  )

  test('before the stream is open: changes nothing', async () => {
    const server = createScriptedServer()
    const clock = createManualClock()
    const stream = createEventStream('https://example.com/', { fetch: server.fetch, platform: { clock } })
    stream.reconnect()
    await clock.settle()
    expect(server.exchanges).toHaveLength(0)
    stream.open()
    await clock.advance(400)
    expect(server.exchanges).toHaveLength(1)
  })

  test('waiting stream: does not wait any longer', async () => {
    const scene = await createScene()
    scene.server.latest.answer(status(503, { 'retry-after': '3600' }))
    await scene.clock.advance(1_000)
    scene.stream.reconnect()
    await scene.clock.settle()
    expect(scene.server.exchanges).toHaveLength(2)
  })
})

describe('a gap event behind events that are still being decoded', () => {
  const text = 'id: 1\ndata: a\n\nid: 2\ndata: b\n\nevent: gap\ndata:\n\n'
  const decode = async ({ data }: { data: string }): Promise<string> => data

  test('onGap comes after them', async () => {
    const order: string[] = []
    const scene = await createScene({
      gapEvent: 'gap',
      decode,
      onGap: ({ lastEventId }) => order.push(`gap after ${lastEventId}`),
    })
    scene.stream.on(({ data }) => order.push(data))
    await scene.open(text)
    expect(order).toEqual(['a', 'b', 'gap after 2'])
  })

  test("gap: 'close': they come, and then the end", async () => {
    const scene = await createScene({ gapEvent: 'gap', gap: 'close', decode })
    await scene.open(text)
    expect([scene.data, scene.stream.state.phase]).toEqual([['a', 'b'], 'closed'])
  })
})

test('dedupe: an event without an ID behind a replay has the position of the stream', async () => {
  const scene = await createScene({ dedupe: byId(500) })
  const positions: string[] = []
  scene.stream.on(({ data, lastEventId }) => positions.push(`${data}@${lastEventId}`))
  await scene.open('id: 4\ndata: a\n\nid: 5\ndata: b\n\n')
  scene.server.latest.break()
  await scene.nextRequest()
  await scene.open('id: 4\ndata: a\n\ndata: note\n\n')
  expect([scene.stream.lastEventId, positions]).toEqual(['5', ['a@4', 'b@5', 'note@5']])
})

describe('called in the callback of what ends the stream', () => {
  test('reconnect() in onError: there is another attempt', async () => {
    const scene = await createScene({ onError: () => scene.stream.reconnect() })
    scene.server.latest.answer(new Response(null, { status: 404 }))
    await scene.nextRequest()
    expect(scene.stream.state.phase).toBe('connecting')
  })

  test('reconnect() at the terminal event: there is another attempt, which may end, too', async () => {
    const scene = await createScene({ until: 'done' })
    let isFirst = true
    scene.stream.on('done', () => {
      if (isFirst) {
        isFirst = false
        scene.stream.reconnect()
      }
    })
    await scene.open('event: done\ndata: a\n\n')
    await scene.nextRequest()
    await scene.open('event: done\ndata: b\n\n')
    expect([scene.data, scene.stream.state]).toMatchObject([['a', 'b'], { phase: 'closed', reason: 'finished' }])
  })

  test('close() in retry: nothing is heard after it', async () => {
    const scene = await createScene({
      retry() {
        scene.stream.close()
        return 1
      },
    })
    scene.server.latest.answer(new Response(null, { status: 503 }))
    await scene.clock.settle()
    expect([scene.codes(), scene.stream.state, scene.clock.pending]).toMatchObject([[], { reason: 'closed' }, 0])
  })
})
