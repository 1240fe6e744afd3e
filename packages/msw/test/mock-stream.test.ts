// What holds through any door, asked through the shortest one.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  eventStreamMatchers,
  mockEventStream,
  mockFetch,
  MockStreamError,
  type MockEventStream,
  type Step,
} from '../src/fetch.ts'
import { collect } from './support/read.ts'

const url = 'http://localhost/v1/chat'
let chat: MockEventStream
let fetch: typeof globalThis.fetch

beforeEach(() => {
  chat = mockEventStream('/v1/chat', { timeout: 100 })
  fetch = mockFetch(chat)
})
afterEach(() => chat.reset())

describe('url', () => {
  test.each<[mocked: string | URL | RegExp, url: string, answered: boolean]>([
    ['/v1/chat', 'https://api.example:8443/v1/chat?token=1', true],
    ['/v1/chat', 'https://api.example/v1/chats', false],
    ['/v1/chat', 'https://api.example/x/v1/chat', false],
    ['/rooms/:room/events', 'https://api.example/rooms/7/events', true],
    ['/rooms/:room/events', 'https://api.example/rooms/7/8/events', false],
    ['/rooms/*', 'https://api.example/rooms/7/8/events', true],
    ['*/events', 'https://api.example/rooms/7/8/events', true],
    ['https://api.example/v1/chat?ignored', 'https://api.example/v1/chat', true],
    ['https://api.example', 'https://api.example/', true],
    ['https://api.example/v1/chat', 'https://other.example/v1/chat', false],
    ['http://localhost:3000/v1.0/(chat)', 'http://localhost:3000/v1.0/(chat)', true],
    ['/v1.0', 'https://api.example/v1x0', false],
    [new URL('https://api.example/v1/chat'), 'https://api.example/v1/chat', true],
    [/chat\?room=7$/, 'https://api.example/v1/chat?room=7', true],
    [/chat\?room=7$/, 'https://api.example/v1/chat?room=8', false],
    ['/чат/:room', 'https://api.example/чат/зал', true],
    ['/a b', 'https://api.example/a b', true],
    ['*/чат', 'https://api.example/v1/чат', true],
    ['//twice', 'https://api.example//twice', true],
    ['http://api.example:80/x', 'http://api.example:80/x', true],
    ['http://API.example/Chat', 'http://api.example/Chat', true],
    ['http://API.example/Chat', 'http://api.example/chat', false],
    ['https://*.example:443/чат', 'https://api.example/чат', true],
    ['http://localhost:*/x', 'http://localhost:3000/x', true],
  ])('%s answers %s: %s', (mocked, requested, answered) => {
    expect(mockEventStream(mocked).matches(new Request(requested))).toBe(answered)
  })

  test.each([/chat/g, /http.*chat/y, /http.*chat/gy])('%s: answers the second request as the first', (mocked) => {
    const mock = mockEventStream(mocked)
    expect([1, 2, 3].map(() => mock.matches(new Request(url)))).toEqual([true, true, true])
  })

  test('a string that is neither path nor URL is refused', () => {
    expect(() => mockEventStream('v1/chat')).toThrow(
      'Cannot mock a stream: its URL starts with "/", "*" or "http", got "v1/chat"',
    )
  })

  test('method: GET unless said otherwise, any for *', () => {
    const methods = ['GET', 'POST', 'PUT'].map((method) => new Request(url, { method }))
    const answered = (mock: MockEventStream): boolean[] => methods.map((request) => mock.matches(request))
    expect(answered(mockEventStream('/v1/chat'))).toEqual([true, false, false])
    expect(answered(mockEventStream('/v1/chat', { method: 'post' }))).toEqual([false, true, false])
    expect(answered(mockEventStream('/v1/chat', { method: '*' }))).toEqual([true, true, true])
  })
})

describe('connection', () => {
  test('one that never comes is an error that lists what did', async () => {
    await expect(chat.connection()).rejects.toThrow(
      'Cannot hand over a connection: no GET /v1/chat that was not already taken came within 100 ms, got no request at all',
    )
    await fetch(url, { method: 'POST' }).catch(() => undefined)
    await fetch('http://localhost/v1/chats').catch(() => undefined)
    await expect(chat.connection()).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('got POST http://localhost/v1/chat, GET http://localhost/v1/chats'),
    })
    const late = chat.connection()
    await fetch(url)
    expect((await late).index).toBe(0)
  })

  test('one that the client does not let go is an error', async () => {
    await fetch(url)
    const connection = await chat.connection()
    await expect(connection.closed).rejects.toThrow(
      'Cannot see connection 0 close: the client still holds it after 100 ms',
    )
  })

  test('one whose closing nobody awaits rejects nothing', async () => {
    const unhandled = vi.fn<(reason: unknown) => void>()
    process.once('unhandledRejection', unhandled)
    await fetch(url)
    const connection = await chat.connection()
    void connection.closed
    await expect(chat.connection()).rejects.toMatchObject({ code: 'timeout' })
    expect(unhandled).not.toHaveBeenCalled()
    process.off('unhandledRejection', unhandled)
  })

  test('body: text that is not JSON stays text', async () => {
    const any = mockEventStream('/v1/chat', { method: '*' })
    const send = mockFetch(any)
    const json = { 'content-type': 'application/problem+json; charset=utf-8' }
    await send(url, { method: 'POST', body: '{"a":1}' })
    await send(url, { method: 'POST', body: '{"a":1}', headers: json })
    await send(url, { method: 'POST', body: '{"a":', headers: json })
    await send(url, { method: 'POST' })
    expect(any.requests.map(({ body }) => body)).toEqual(['{"a":1}', { a: 1 }, '{"a":', undefined])
  })

  test('lastEventId: bytes that are not UTF-8 stay as they are', async () => {
    await fetch(url, { headers: { 'last-event-id': 'caf\u00e9' } })
    expect((await chat.connection()).lastEventId).toBe('caf\u00e9')
  })

  test('response: takes headers of your own', async () => {
    const own = mockEventStream('/v1/chat', {
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
    })
    const { headers } = await mockFetch(own)(url)
    expect([...headers]).toEqual([
      ['cache-control', 'no-store'],
      ['content-type', 'text/event-stream; charset=utf-8'],
      ['x-accel-buffering', 'no'],
    ])
  })
})

describe('failNext', () => {
  test.each<[retryAfter: number | string | Date, header: string]>([
    [2, '2'],
    ['soon', 'soon'],
    [new Date(Date.UTC(2026, 0, 1)), 'Thu, 01 Jan 2026 00:00:00 GMT'],
  ])('retryAfter %s: travels as %s', async (retryAfter, header) => {
    chat.failNext(503, { retryAfter })
    expect((await fetch(url)).headers.get('retry-after')).toBe(header)
  })

  test('times: Infinity goes on until a reset', async () => {
    chat.failNext(500, { times: Infinity })
    const statuses = [await fetch(url), await fetch(url), await fetch(url)].map(({ status }) => status)
    chat.reset()
    expect([...statuses, (await fetch(url)).status]).toEqual([500, 500, 500, 200])
  })
})

describe('orders', () => {
  test('times: 0, none is met', async () => {
    chat.failNext(500, { times: 0 })
    chat.holdNext({ times: 0 })
    expect((await fetch(url)).status).toBe(200)
  })

  const orders: [name: string, order: (status: number) => void][] = [
    ['failNext', (status) => chat.failNext(status)],
    ['script', (status) => chat.script([{ fail: status }])],
  ]
  test.each(orders)('%s: a status that no response can have is refused at once', (_name, order) => {
    const refused = [1000, 101, 0, NaN, 404.5].map((status) => {
      try {
        return order(status)
      } catch (error) {
        return error instanceof MockStreamError ? `${error.code}: ${error.message}` : error
      }
    })
    expect(refused).toEqual(
      ['1000', '101', '0', 'NaN', '404.5'].map(
        (got) => `invalid: Cannot fail a request: its status is 200 to 599, got ${got}`,
      ),
    )
  })

  test('held: a status that no response can have is refused, and the request still waits', async () => {
    chat.holdNext()
    const responding = fetch(url)
    const request = await chat.held()
    expect(() => request.fail(101)).toThrow('Cannot fail a request: its status is 200 to 599, got 101')
    request.fail(503)
    expect((await responding).status).toBe(503)
  })
})

describe('held', () => {
  test('failures and holds: are met in the order they were asked for', async () => {
    chat.failNext(500)
    chat.holdNext()
    chat.failNext(502)
    const statuses = [fetch(url), fetch(url), fetch(url), fetch(url)].map(async (response) => (await response).status)
    const request = await chat.held()
    request.fail(501)
    expect(await Promise.all(statuses)).toEqual([500, 501, 502, 200])
  })

  test('one that never comes is an error that lists what did', async () => {
    await fetch(url)
    await expect(chat.held()).rejects.toMatchObject({
      code: 'timeout',
      message: `Cannot hand over a held request: no GET /v1/chat was held within 100 ms, got GET ${url}. Was holdNext() called before the client asked?`,
    })
  })

  test('connection(): says that a request waits', async () => {
    chat.holdNext()
    void fetch(url).catch(() => undefined)
    await expect(chat.connection()).rejects.toThrow(
      `got GET ${url}. Held and waiting: 1; take one with held(), then open() it`,
    )
  })

  test('expectNoOpenConnections: a client that waits is connected', async () => {
    chat.holdNext()
    void fetch(url).catch(() => undefined)
    const request = await chat.held()
    expect(() => chat.expectNoOpenConnections()).toThrow(`got 1 open: one that is held (GET ${url})`)
    request.fail(500)
    chat.expectNoOpenConnections()
  })

  test('one that the client does not give up is an error', async () => {
    chat.holdNext()
    void fetch(url)
    const request = await chat.held()
    await expect(request.left).rejects.toMatchObject({
      code: 'timeout',
      message: 'Cannot see the client leave: it gives up a held request, got one that is held after 100 ms',
    })
    request.open()
  })

  test('answer: is given once', async () => {
    chat.holdNext()
    void fetch(url)
    const request = await chat.held()
    request.open()
    expect(() => request.fail(500)).toThrow('Cannot answer the request: it is answered once, got one that is opened')
    expect(() => request.open()).toThrow(MockStreamError)
    await expect(request.left).rejects.toMatchObject({
      code: 'invalid',
      message: 'Cannot see the client leave: it gives up a held request, got one that is opened',
    })
  })

  test('response of your own: is given as it is, with its URL', async () => {
    const moved = new Response('data: x\n\n', { headers: { 'content-type': 'text/event-stream' } })
    Object.defineProperty(moved, 'url', { value: 'http://localhost/v2/chat' })
    chat.holdNext()
    const responding = fetch(url)
    const request = await chat.held()
    request.fail(moved)
    expect(await responding).toBe(moved)
    expect(moved.url).toBe('http://localhost/v2/chat')
  })

  test('history and script: begin when it is opened', async () => {
    chat.history().remember({ data: 'missed', id: '2' })
    chat.script([{ data: 'told' }, 'stall'])
    chat.holdNext()
    const responding = fetch(url, { headers: { 'last-event-id': '1' } })
    const request = await chat.held()
    const connection = request.open()
    const { text } = collect(await responding)
    await connection.stall()
    await connection.stall()
    expect(text()).toBe('id: 2\ndata: missed\n\ndata: told\n\n')
  })

  test('abort: before the body was read is seen as well', async () => {
    const any = mockEventStream('/v1/chat', { method: '*' })
    any.holdNext()
    const controller = new AbortController()
    const responding = mockFetch(any)(url, { method: 'POST', body: 'x', signal: controller.signal })
    controller.abort('enough')
    await expect(responding).rejects.toBe('enough')
    expect((await any.held()).phase).toBe('left')
  })

  test('reset: lets go of who waits', async () => {
    chat.holdNext({ times: 2 })
    const responding = fetch(url).catch((error: unknown) => error)
    await chat.held()
    chat.reset()
    expect(await responding).toBeInstanceOf(TypeError)
    expect((await fetch(url)).status).toBe(200)
  })
})

describe('send', () => {
  test.each<[event: { type?: undefined; data: unknown; id?: string; retry?: number }, rule: string]>([
    [{ data: undefined }, 'Cannot send the event: its data is a string or JSON, got undefined'],
    [{ data: 1n }, 'Cannot send the event: its data is not JSON, got TypeError'],
    [{ data: 'x', id: 'a\nb' }, 'What no event can hold goes through raw()'],
    [{ data: 'carriage\rreturn' }, 'What no event can hold goes through raw()'],
    [{ data: 'x', retry: -1 }, 'What no event can hold goes through raw()'],
  ])('%o is refused', async (event, rule) => {
    const { chunks } = collect(await fetch(url))
    const connection = await chat.connection()
    await expect(connection.send(event)).rejects.toThrow(rule)
    await expect(connection.send(event)).rejects.toBeInstanceOf(MockStreamError)
    await connection.stall()
    expect(chunks).toEqual([])
  })

  test('after the server ended or dropped, the error names the way on', async () => {
    collect(await fetch(url))
    const connection = await chat.connection()
    await connection.end()
    await expect(connection.send({ data: 'x' })).rejects.toThrow(
      'Cannot write to the stream: this connection was ended after 0 bytes; wait for the next one with connection()',
    )
  })

  test('what is still unread when the client leaves is refused', async () => {
    const { cancel } = collect(await fetch(url))
    const connection = await chat.connection()
    const sent = Promise.allSettled([connection.raw('a'), connection.raw('b'), connection.raw('c')])
    await cancel()
    const left = { status: 'rejected', reason: expect.objectContaining({ code: 'closed' }) }
    expect(await sent).toEqual([{ status: 'fulfilled' }, left, left])
  })
})

describe('history', () => {
  test('keep: the oldest are forgotten, and a client that missed them is reported', async () => {
    const trimmed: (string | undefined)[] = []
    const past = chat.history({
      keep: 2,
      onTrimmed(connection) {
        trimmed.push(connection.lastEventId)
        void connection.send({ data: 'snapshot' })
      },
    })
    for (const id of ['1', '2', '3', '4']) {
      past.remember({ data: id, id })
    }
    const resume = async (id: string): Promise<string> => {
      const { text } = collect(await fetch(url, { headers: { 'last-event-id': id } }))
      await (await chat.connection()).stall()
      return text()
    }
    expect(await resume('3')).toBe('id: 4\ndata: 4\n\n')
    expect(await resume('2')).toBe('id: 3\ndata: 3\n\nid: 4\ndata: 4\n\n')
    expect(trimmed).toEqual([])
    expect(await resume('1')).toBe('data: snapshot\n\nid: 3\ndata: 3\n\nid: 4\ndata: 4\n\n')
    expect(trimmed).toEqual(['1'])
  })

  test('onTrimmed: what it sends is for its client alone, and displaces nothing', async () => {
    const past = chat.history({ keep: 2, onTrimmed: (connection) => void connection.send({ data: 'snapshot' }) })
    for (const id of ['1', '2', '3', '4']) {
      past.remember({ data: id, id })
    }
    const replayed: string[] = []
    for (const id of ['1', '4', '2']) {
      const { text } = collect(await fetch(url, { headers: { 'last-event-id': id } }))
      await (await chat.connection()).stall()
      replayed.push(text())
    }
    const three = 'id: 3\ndata: 3\n\n'
    const four = 'id: 4\ndata: 4\n\n'
    expect(replayed).toEqual([`data: snapshot\n\n${three}${four}`, '', three + four])
  })

  test('publish: is done when all have read it or left', async () => {
    const past = chat.history()
    const controller = new AbortController()
    // Does not read, and leaves.
    await fetch(url, { signal: controller.signal })
    const { text } = collect(await fetch(url))
    const published = past.publish({ data: 'a', id: '1' })
    controller.abort()
    await published
    expect([text(), chat.connections.map(({ phase }) => phase)]).toEqual(['id: 1\ndata: a\n\n', ['left', 'open']])
  })

  test('publish: one that does not read and stays is an error', async () => {
    const past = chat.history()
    await fetch(url)
    await expect(past.publish({ data: 'a', id: '1' })).rejects.toMatchObject({ code: 'timeout' })
  })

  test('a client without a position gets nothing old', async () => {
    chat.history().remember({ data: 'old', id: '1' })
    const { text } = collect(await fetch(url))
    await (await chat.connection()).send({ data: 'new', id: '2' })
    expect(text()).toBe('id: 2\ndata: new\n\n')
  })
})

describe('script', () => {
  const play = async (): Promise<string> => {
    const { over, text } = collect(await fetch(url))
    await over
    return text()
  }

  test('starts again when the story is over', async () => {
    chat.script([{ data: 'a' }, 'drop', { data: 'b' }, 'end'])
    expect([await play(), await play(), await play()]).toEqual(['data: a\n\n', 'data: b\n\n', 'data: a\n\n'])
  })

  test('starts again when a client left in its middle', async () => {
    chat.script([{ data: 'a' }, { wait: 1e9 }, { data: 'b' }])
    const first = collect(await fetch(url))
    await (await chat.connection()).stall()
    await first.cancel()
    const second = collect(await fetch(url))
    await (await chat.connection()).stall()
    expect([first.text(), second.text()]).toEqual(['data: a\n\n', 'data: a\n\n'])
  })

  test('after a stall the next connection continues', async () => {
    chat.script([{ comment: 'a' }, 'stall', { retry: 9 }, { raw: 'r' }, { split: 'st', at: 1 }, { fail: 'network' }])
    const first = collect(await fetch(url))
    await (await chat.connection()).stall()
    await first.cancel()
    const second = collect(await fetch(url))
    await vi.waitFor(() => expect(second.chunks).toHaveLength(4))
    expect([first.chunks, second.chunks]).toEqual([[': a\n\n'], ['retry: 9\n\n', 'r', 's', 't']])
    await expect(fetch(url)).rejects.toBeInstanceOf(TypeError)
  })

  const ends: [name: string, steps: Step[], statuses: number[]][] = [
    ['alone', [{ hold: 10 }], [200, 200]],
    ['after another', [{ hold: 4 }, { hold: 6 }], [200, 200]],
    ['after a failure', [{ fail: 503 }, { hold: 10 }], [503, 200, 503]],
  ]
  test.each(ends)('hold, %s: ends the story, and the stream answers', async (_name, steps, statuses) => {
    vi.useFakeTimers()
    chat.script(steps)
    const met: number[] = []
    for (const _ of statuses) {
      const responding = fetch(url)
      await vi.advanceTimersByTimeAsync(10)
      met.push(
        await Promise.race([responding.then(({ status }) => status), vi.advanceTimersByTimeAsync(1_000).then(() => 0)]),
      )
    }
    expect([met, vi.getTimerCount()]).toEqual([statuses, 0])
    vi.useRealTimers()
  })

  test('hold: the next request waits for its answer, and the story goes on', async () => {
    vi.useFakeTimers()
    chat.script([{ hold: 3_000 }, { fail: 503 }, { hold: 2_000 }, { data: 'a' }, 'drop', { hold: Infinity }])
    const first = fetch(url)
    await expect(chat.connection()).rejects.toMatchObject({ code: 'timeout' })
    vi.advanceTimersByTime(3_000)
    expect((await first).status).toBe(503)
    const second = fetch(url)
    await expect(chat.connection()).rejects.toMatchObject({ code: 'timeout' })
    vi.advanceTimersByTime(2_000)
    const { text, over } = collect(await second)
    expect(await over).toBeInstanceOf(TypeError)
    expect([text(), (await chat.connection()).index]).toEqual(['data: a\n\n', 0])
    const controller = new AbortController()
    const third = fetch(url, { signal: controller.signal }).catch((reason: unknown) => reason)
    await expect(chat.connection()).rejects.toMatchObject({ code: 'timeout' })
    expect(vi.getTimerCount()).toBe(0)
    controller.abort('enough')
    expect(await third).toBe('enough')
    vi.useRealTimers()
  })

  test('hold: a client that gives up is told nothing more, and the next one continues', async () => {
    vi.useFakeTimers()
    chat.script([{ hold: 3_000 }, { data: 'a' }])
    const controller = new AbortController()
    const first = fetch(url, { signal: controller.signal }).catch((reason: unknown) => reason)
    await expect(chat.connection()).rejects.toMatchObject({ code: 'timeout' })
    controller.abort('enough')
    expect([await first, vi.getTimerCount()]).toEqual(['enough', 0])
    const { text } = collect(await fetch(url))
    await (await chat.connection()).stall()
    expect(text()).toBe('data: a\n\n')
    vi.useRealTimers()
  })

  test.each<[step: Step]>([
    [{ data: 'x', id: 'a\nb' }],
    [{ comment: 'a\rb' }],
    [{ retry: -1 }],
    [{ split: 'abc', at: 4 }],
    // @ts-expect-error no such word
    ['close'],
    // @ts-expect-error no such step
    [{ sleep: 5 }],
  ])('%j is refused at once', (step) => {
    expect(() => chat.script([step])).toThrow(MockStreamError)
  })

  test('wait: leaves no timer when the client goes', async () => {
    vi.useFakeTimers()
    chat.script([{ wait: 1e9 }])
    const { cancel } = collect(await fetch(url))
    expect(vi.getTimerCount()).toBe(1)
    await cancel()
    await (
      await chat.connection()
    ).closed
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })
})

describe('fake timers', () => {
  afterEach(() => vi.useRealTimers())

  test('everything works under the ones of vitest', async () => {
    vi.useFakeTimers()
    const { chunks } = collect(await fetch(url))
    const connection = await chat.connection()
    await connection.send({ data: 'a' })
    expect(chunks).toEqual(['data: a\n\n'])
    await expect(chat.connection()).rejects.toMatchObject({ code: 'timeout' })
    chat.holdNext()
    const responding = fetch(url)
    await expect((await chat.held()).left).rejects.toMatchObject({ code: 'timeout' })
    chat.reset()
    await expect(responding).rejects.toBeInstanceOf(TypeError)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('fake timers that were there before the kit', () => {
  afterEach(() => vi.useRealTimers())

  test.each(['setTimeout', 'setImmediate', 'queueMicrotask'] as const)('%s: is named, nothing hangs', async (timer) => {
    vi.useFakeTimers({ toFake: [timer] })
    vi.resetModules()
    const late = await import('../src/fetch.ts')
    expect(() => late.mockEventStream('/v1/chat')).toThrow(
      expect.objectContaining({
        code: 'fake-timers',
        message: `Cannot mock a stream: the kit waits in real time, got a ${timer} that was faked before. Load @linefeed/msw before timers are faked`,
      }),
    )
  })

  test('Date alone: is no timer', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.resetModules()
    const late = await import('../src/fetch.ts')
    const mock = late.mockEventStream('/v1/chat')
    const { chunks } = collect(await late.mockFetch(mock)(url))
    await (await mock.connection()).send({ data: 'a' })
    expect(chunks).toEqual(['data: a\n\n'])
  })
})

describe('fake timers that go too far', () => {
  afterEach(() => vi.useRealTimers())

  test('are named when no request comes', async () => {
    vi.useFakeTimers({ toFake: ['queueMicrotask'] })
    await expect(chat.connection()).rejects.toThrow('The test has faked queueMicrotask')
  })
})

describe('reset', () => {
  test('drops what is open and forgets the rest', async () => {
    chat.history().remember({ data: 'old', id: '1' })
    chat.script([{ data: 'x' }, { wait: 1e9 }])
    const { over } = collect(await fetch(url))
    chat.failNext(500)
    chat.reset()
    expect(await over).toBeInstanceOf(TypeError)
    expect([chat.requests, chat.connections]).toEqual([[], []])
    const { text } = collect(await fetch(url, { headers: { 'last-event-id': '0' } }))
    await (await chat.connection()).stall()
    expect(text()).toBe('')
  })
})

describe('reset, of what is under way', () => {
  test('a connection: was dropped, not left', async () => {
    const { over } = collect(await fetch(url))
    const connection = await chat.connection()
    chat.reset()
    expect([connection.phase, await connection.closed, await over]).toEqual([
      'dropped',
      'dropped',
      expect.any(TypeError),
    ])
    await expect(connection.send({ data: 'a' })).rejects.toMatchObject({
      code: 'closed',
      message:
        'Cannot write to the stream: this connection was dropped after 0 bytes; wait for the next one with connection()',
    })
  })

  test.each(['stream', 'failure', 'hold'])(
    'a request whose body is being read, for a %s: is dropped, and forgotten',
    async (fate) => {
      const any = mockEventStream('/v1/chat', { method: '*', timeout: 100 })
      if (fate === 'failure') {
        any.failNext(503)
      } else if (fate === 'hold') {
        any.holdNext()
      }
      const responding = mockFetch(any)(url, { method: 'POST', body: 'of the test before' })
      // Its turn comes when it is matched, before its body is there.
      await Promise.resolve()
      any.reset()
      await expect(responding).rejects.toBeInstanceOf(TypeError)
      expect([any.requests, any.connections]).toEqual([[], []])
      any.expectNoOpenConnections()
    },
  )
})

describe('reset, while someone waits', () => {
  test.each(['connection', 'held'] as const)('%s() is rejected at once', async (wait) => {
    const waiting = chat[wait]()
    chat.reset()
    await expect(waiting).rejects.toMatchObject({
      code: 'closed',
      message: 'Cannot wait for GET /v1/chat: the mock goes on, got reset()',
    })
  })
})

describe('matchers', () => {
  test('say what they expected and what they got', async () => {
    const { toHaveOpenConnections, toHaveRequests, toResume } = eventStreamMatchers
    await fetch(url, { headers: { 'last-event-id': '7' } })
    const connection = await chat.connection()
    const verdicts = [
      toHaveOpenConnections(chat, 1),
      toHaveOpenConnections(chat, 0),
      toHaveRequests(chat, 2),
      toResume(connection),
      toResume(connection, '7'),
      toResume(connection, '8'),
      toResume({ lastEventId: undefined }),
    ]
    expect(verdicts.map(({ pass, message }) => `${pass}: ${message()}`)).toEqual([
      `true: expected not 1 open connections, got 1 of 1: GET ${url}`,
      `false: expected 0 open connections, got 1 of 1: GET ${url}`,
      `false: expected 2 requests, got 1: GET ${url}`,
      'true: expected not a connection that resumes, got "7"',
      'true: expected not a connection that resumes after "7", got "7"',
      'false: expected a connection that resumes after "8", got "7"',
      'false: expected a connection that resumes, got no Last-Event-ID',
    ])
  })
})

describe('types', () => {
  test('events are those of the map', async () => {
    const typed = mockEventStream<{ token: { t: string }; message: string }>('/v1/chat')
    collect(await mockFetch(typed)(url))
    const connection = await typed.connection()
    await connection.send({ type: 'token', data: { t: 'x' } })
    await connection.send({ data: 'x' })
    // @ts-expect-error no such type
    await connection.send({ type: 'tokens', data: { t: 'x' } })
    // @ts-expect-error another type's data
    await connection.send({ type: 'token', data: 'x' })
    // @ts-expect-error a message is text here
    await connection.send({ data: { t: 'x' } })
    // @ts-expect-error the map has no say in ids, but they are text
    await connection.send({ data: 'x', id: 1 }).catch(() => undefined)
    const untitled = mockEventStream<{ token: string }>('/v1/chat')
    // @ts-expect-error without a message in the map the type is needed
    untitled.script([{ data: 'x' }])
    expect(connection.phase).toBe('open')
  })
})

test('a wait: outlasts what a client waits after its second failure, and gives up before its test does', async () => {
  const waits: number[] = []
  vi.resetModules()
  vi.stubGlobal('setTimeout', (giveUp: () => void, ms: number) => {
    waits.push(ms)
    queueMicrotask(giveUp)
  })
  const { mockEventStream: freshly } = await import('../src/fetch.ts')
  vi.unstubAllGlobals()
  await expect(freshly('/v1/chat').connection()).rejects.toMatchObject({ code: 'timeout' })
  expect(waits).toEqual([3_000])
})
