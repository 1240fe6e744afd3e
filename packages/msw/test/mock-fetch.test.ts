import { describe, expect, test } from 'vitest'
import { mockEventStream, mockFetch } from '../src/fetch.ts'
import { testDoor, type ChatEvents } from './support/doors.ts'
import { collect } from './support/read.ts'

describe('mockFetch', () => {
  testDoor({
    open(url, options) {
      const chat = mockEventStream<ChatEvents>(url, options)
      return { chat, fetch: mockFetch(chat) }
    },
  })

  test('cancel: the server sees it', async () => {
    const chat = mockEventStream('/v1/chat')
    const { cancel } = collect(await mockFetch(chat)('/v1/chat'))
    const connection = await chat.connection()
    await connection.raw('a')
    await cancel()
    expect(await connection.closed).toBe('left')
  })

  test('send: waits while the client does not read', async () => {
    const chat = mockEventStream('/v1/chat', { timeout: 50 })
    const response = await mockFetch(chat)('/v1/chat')
    const connection = await chat.connection()
    await expect(connection.raw('a')).rejects.toThrow(
      'Cannot send the bytes: nobody read connection 0 for 50 ms, got 1 bytes waiting behind 0 read',
    )
    const { chunks } = collect(response)
    await connection.stall()
    expect(chunks).toEqual(['a'])
  })

  test('url: a relative one is resolved, a Request keeps its signal', async () => {
    const chat = mockEventStream('/v1/chat')
    const fetch = mockFetch(chat)
    const controller = new AbortController()
    const { over } = collect(await fetch(new Request('http://localhost/v1/chat', { signal: controller.signal })))
    expect((await fetch('/v1/chat?page=2')).url).toBe('http://localhost/v1/chat?page=2')
    controller.abort('enough')
    expect(await over).toBe('enough')
  })

  test('streams: the first that matches answers, and none is an error', async () => {
    const [chat, prices] = [mockEventStream('/v1/chat'), mockEventStream('/v1/*')]
    const fetch = mockFetch(chat, prices)
    await fetch('http://a.example/v1/chat')
    await fetch('http://a.example/v1/prices')
    expect([chat.requests.length, prices.requests.length]).toEqual([1, 1])
    await expect(fetch('http://a.example/v2')).rejects.toMatchObject({
      code: 'unmatched',
      message: 'Cannot fetch: a mocked stream answers each request, got GET http://a.example/v2',
    })
  })

  test('abort: during the wait for the head rejects with the reason', async () => {
    const chat = mockEventStream('/v1/chat', { method: 'POST' })
    const controller = new AbortController()
    const responding = mockFetch(chat)('/v1/chat', { method: 'POST', body: 'x', signal: controller.signal })
    controller.abort('enough')
    await expect(responding).rejects.toBe('enough')
    chat.expectNoOpenConnections()
  })
})

test('history: a trimmed event without an ID was missed, too', async () => {
  const chat = mockEventStream('/chat')
  let trimmed = 0
  const past = chat.history({ keep: 1, onTrimmed: () => void trimmed++ })
  past.remember({ data: 'one', id: '1' })
  past.remember({ data: 'without' })
  past.remember({ data: 'two', id: '2' })
  await mockFetch(chat)('http://x/chat', { headers: { 'last-event-id': '1' } })
  expect(trimmed).toBe(1)
})

test('Last-Event-ID: may begin with U+FEFF', async () => {
  const chat = mockEventStream('/chat')
  const header = String.fromCharCode(...new TextEncoder().encode('\uFEFF1'))
  await mockFetch(chat)('http://x/chat', { headers: { 'last-event-id': header } })
  const { lastEventId } = await chat.connection()
  expect(lastEventId).toBe('\uFEFF1')
})
