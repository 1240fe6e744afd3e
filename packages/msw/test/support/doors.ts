// Every door must lead to the same server: these tests run through each of them.
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { MockEventStream } from '../../src/fetch.ts'
import { collect } from './read.ts'

export interface ChatEvents {
  token: { t: string }
  message: string
}

export interface TestDoor {
  /** A fresh mock and a fetch that reaches it. */
  open: (
    url: string,
    options?: { method?: string; timeout?: number },
  ) => { chat: MockEventStream<ChatEvents>; fetch: typeof fetch }
  close?: () => void
}

const url = 'http://localhost/v1/chat'

export function testDoor(door: TestDoor): void {
  let chat: MockEventStream<ChatEvents>
  let fetch: typeof globalThis.fetch

  beforeEach(() => {
    ;({ chat, fetch } = door.open('/v1/chat', { method: 'POST', timeout: 300 }))
  })
  afterEach(() => {
    chat.reset()
    door.close?.()
  })

  const post = (init: RequestInit = {}): Promise<Response> => fetch(url, { method: 'POST', body: 'hi', ...init })

  test('connection: tells what arrived', async () => {
    const responding = post({
      body: JSON.stringify({ prompt: 'é' }),
      headers: { 'content-type': 'application/json', 'x-trace': '7' },
    })
    const connection = await chat.connection()
    await responding
    expect(connection).toMatchObject({
      index: 0,
      method: 'POST',
      url,
      body: { prompt: 'é' },
      lastEventId: undefined,
      phase: 'open',
    })
    expect(connection.headers.get('x-trace')).toBe('7')
    expect(await connection.request.text()).toBe('{"prompt":"é"}')
  })

  test('connection: decodes an ID that travelled as UTF-8 bytes', async () => {
    const bytes = String.fromCharCode(...new TextEncoder().encode('ключ😀'))
    await post({ headers: { 'last-event-id': bytes } })
    expect((await chat.connection()).lastEventId).toBe('ключ😀')
  })

  test('response: has its head before the first byte', async () => {
    const response = await post()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(response.url).toBe(url)
  })

  test('send: resolves when the client has the event', async () => {
    const { chunks } = collect(await post())
    const connection = await chat.connection()
    await connection.send({ type: 'token', data: { t: 'Hel' }, id: '1' })
    expect(chunks).toEqual(['event: token\nid: 1\ndata: {"t":"Hel"}\n\n'])
    await connection.send({ data: 'two\nlines', retry: 50 })
    expect(chunks.slice(1)).toEqual(['retry: 50\ndata: two\ndata: lines\n\n'])
  })

  test('comment, retry, raw: each is one chunk', async () => {
    const { chunks } = collect(await post())
    const connection = await chat.connection()
    await connection.comment('ping\npong')
    await connection.retry(50)
    await connection.raw('data: a')
    await connection.raw(new Uint8Array([13, 10]))
    expect(chunks).toEqual([': ping\n: pong\n\n', 'retry: 50\n\n', 'data: a', '\r\n'])
  })

  test('send: chunks written at once stay apart', async () => {
    const { chunks } = collect(await post())
    const connection = await chat.connection()
    await Promise.all(['a', 'b', 'c', 'd'].map((text) => connection.raw(text)))
    expect(chunks).toEqual(['a', 'b', 'c', 'd'])
  })

  test('split: cuts at every byte, also inside a character', async () => {
    const { chunks, text } = collect(await post())
    const connection = await chat.connection()
    await connection.split('data: é😀\n\n', { at: 'every-byte' })
    expect(text()).toBe('data: é😀\n\n')
    expect(chunks).toHaveLength(14)
  })

  test('split: cuts at the offsets given', async () => {
    const { chunks } = collect(await post())
    const connection = await chat.connection()
    await connection.split('abcdef', { at: 2 })
    await connection.split('abcdef', { at: [4, 1] })
    expect(chunks).toEqual(['ab', 'cdef', 'a', 'bcd', 'ef'])
    await expect(connection.split('abc', { at: 4 })).rejects.toMatchObject({ code: 'invalid' })
  })

  test('drop: the client reads everything sent, then an error', async () => {
    const { chunks, over } = collect(await post())
    const connection = await chat.connection()
    await Promise.all([connection.raw('a'), connection.raw('b'), connection.drop()])
    expect(await over).toBeInstanceOf(TypeError)
    expect(chunks).toEqual(['a', 'b'])
    expect(await connection.closed).toBe('dropped')
  })

  test('drop: works before the first byte', async () => {
    const { over } = collect(await post())
    const connection = await chat.connection()
    await connection.drop()
    expect(await over).toBeInstanceOf(TypeError)
  })

  test('end: the client reads everything sent, then the end', async () => {
    const { chunks, over } = collect(await post())
    const connection = await chat.connection()
    await Promise.all([connection.raw('a'), connection.end()])
    expect(await over).toBe('end')
    expect(chunks).toEqual(['a'])
    expect(await connection.closed).toBe('ended')
  })

  test('stall: the stream stays open and silent', async () => {
    const { chunks } = collect(await post())
    const connection = await chat.connection()
    await Promise.all([connection.raw('a'), connection.stall()])
    expect(chunks).toEqual(['a'])
    expect(connection.phase).toBe('open')
  })

  test('abort: the pending read rejects with the reason, and the server sees it', async () => {
    const controller = new AbortController()
    const { over } = collect(await post({ signal: controller.signal }))
    const connection = await chat.connection()
    await connection.raw('a')
    const reason = new Error('mine')
    controller.abort(reason)
    expect(await over).toBe(reason)
    expect(await connection.closed).toBe('left')
    await expect(connection.raw('b')).rejects.toMatchObject({
      code: 'closed',
      message: 'Cannot write to the stream: the client left after 1 bytes',
    })
  })

  test('abort: before the first byte', async () => {
    const controller = new AbortController()
    const { over } = collect(await post({ signal: controller.signal }))
    const connection = await chat.connection()
    controller.abort()
    expect(await over).toMatchObject({ name: 'AbortError' })
    expect(await connection.closed).toBe('left')
  })

  test('abort: an aborted signal makes no request', async () => {
    await expect(post({ signal: AbortSignal.abort('no') })).rejects.toBe('no')
    expect(chat.requests).toHaveLength(0)
  })

  test('failNext: a status, with Retry-After', async () => {
    chat.failNext(401)
    chat.failNext(503, { retryAfter: 2 })
    const statuses = [await post(), await post(), await post()].map(({ status, headers }) => [
      status,
      headers.get('retry-after'),
    ])
    expect(statuses).toEqual([
      [401, null],
      [503, '2'],
      [200, null],
    ])
    expect(chat.requests).toHaveLength(3)
    expect((await chat.connection()).index).toBe(0)
  })

  test('failNext: a network failure, a response of your own, several times', async () => {
    chat.failNext('network')
    await expect(post()).rejects.toBeInstanceOf(TypeError)
    chat.failNext(new Response('<html>', { headers: { 'content-type': 'text/html' } }), { times: 2 })
    expect(await (await post()).text()).toBe('<html>')
    expect(await (await post()).text()).toBe('<html>')
    chat.failNext(204)
    expect((await post()).status).toBe(204)
    expect(chat.connections).toHaveLength(0)
  })

  test('holdNext: the request waits until it is opened', async () => {
    chat.holdNext()
    let isAnswered = false
    const responding = post().finally(() => (isAnswered = true))
    const request = await chat.held()
    expect(request).toMatchObject({ method: 'POST', url, body: 'hi', lastEventId: undefined, phase: 'held' })
    expect([isAnswered, chat.requests.length, chat.connections.length]).toEqual([false, 1, 0])
    const connection = request.open()
    const { chunks } = collect(await responding)
    await connection.send({ data: 'a' })
    expect([chunks, request.phase, connection.index]).toEqual([['data: a\n\n'], 'opened', 0])
    await post()
    expect((await chat.connection()).index).toBe(1)
  })

  test('holdNext: the request waits until it fails', async () => {
    chat.holdNext({ times: 2 })
    const responding = post()
    const first = await chat.held()
    first.fail(503, { retryAfter: 2 })
    const { status, headers } = await responding
    expect([status, headers.get('retry-after'), first.phase]).toEqual([503, '2', 'failed'])
    const unreachable = post().catch((error: unknown) => error)
    const second = await chat.held()
    second.fail('network')
    expect(await unreachable).toBeInstanceOf(TypeError)
    expect(chat.requests).toHaveLength(2)
  })

  test('holdNext: a client that gives up is seen', async () => {
    chat.holdNext()
    const controller = new AbortController()
    const responding = post({ signal: controller.signal }).catch((error: unknown) => error)
    const request = await chat.held()
    const reason = new Error('too slow')
    controller.abort(reason)
    expect(await responding).toBe(reason)
    await request.left
    expect(request.phase).toBe('left')
    expect(() => request.open()).toThrow('Cannot answer the request: a client waits for it, got one that has left')
    chat.expectNoOpenConnections()
  })

  test('connections: are handed out in order, early or late', async () => {
    const early = chat.connection()
    await post({ body: 'one' })
    await post({ body: 'two' })
    expect((await early).body).toBe('one')
    expect((await chat.connection()).body).toBe('two')
    expect(chat.connections.map(({ index }) => index)).toEqual([0, 1])
  })

  test('expectNoOpenConnections: names what is open', async () => {
    const controller = new AbortController()
    collect(await post({ signal: controller.signal }))
    expect(() => chat.expectNoOpenConnections()).toThrow(`got 1 open: 0 (POST ${url})`)
    controller.abort()
    await (
      await chat.connection()
    ).closed
    chat.expectNoOpenConnections()
  })

  test('history: a client that resumes gets what it missed, then what comes', async () => {
    const past = chat.history()
    const { over } = collect(await post())
    const first = await chat.connection()
    await first.send({ data: 'a', id: '1' })
    await first.send({ data: 'b', id: '2' })
    past.remember({ data: 'c', id: '3' })
    past.remember({ data: 'no id' })
    await first.drop()
    await over
    const { text } = collect(await post({ headers: { 'last-event-id': '1' } }))
    const second = await chat.connection()
    await past.publish({ data: 'd', id: '4' })
    expect(text()).toBe('id: 2\ndata: b\n\nid: 3\ndata: c\n\ndata: no id\n\nid: 4\ndata: d\n\n')
    expect(second.lastEventId).toBe('1')
  })

  test('script: one story across reconnects', async () => {
    chat.script([{ data: 'a', id: '1' }, { comment: 'ping' }, 'drop', { fail: 503 }, { wait: 1 }, { data: 'b' }, 'end'])
    const first = collect(await post())
    expect(await first.over).toBeInstanceOf(TypeError)
    expect((await post()).status).toBe(503)
    const second = collect(await post())
    expect(await second.over).toBe('end')
    expect([first.text(), second.text()]).toEqual(['id: 1\ndata: a\n\n: ping\n\n', 'data: b\n\n'])
  })
}
