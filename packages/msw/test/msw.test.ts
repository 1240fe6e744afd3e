import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { mockEventStream } from '../src/index.ts'
import { testDoor, type ChatEvents } from './support/doors.ts'
import { collect } from './support/read.ts'

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterAll(() => server.close())

describe('msw 3', () => {
  testDoor({
    open(url, options) {
      const chat = mockEventStream<ChatEvents>(url, options)
      server.use(chat.handler)
      return { chat, fetch: (...args) => fetch(...args) }
    },
    close: () => server.resetHandlers(),
  })

  test('cancel: the server sees it, also while someone listens to responses', async () => {
    const seen: string[] = []
    server.events.on('response:mocked', ({ request }) => void seen.push(request.url))
    const chat = mockEventStream('/v1/chat')
    server.use(chat.handler)
    const { cancel } = collect(await fetch('http://localhost/v1/chat'))
    const connection = await chat.connection()
    await connection.raw('a')
    await cancel()
    expect(await connection.closed).toBe('left')
    expect(seen).toEqual(['http://localhost/v1/chat'])
    server.events.removeAllListeners()
  })

  describe('fake timers', () => {
    afterEach(() => vi.useRealTimers())

    test('everything works under the ones of vitest', async () => {
      vi.useFakeTimers()
      const chat = mockEventStream('/v1/chat')
      server.use(chat.handler)
      const { text, over } = collect(await fetch('http://localhost/v1/chat'))
      const connection = await chat.connection()
      await connection.split('data: a\n\n', { at: 'every-byte' })
      await connection.drop()
      expect(await over).toBeInstanceOf(TypeError)
      expect(text()).toBe('data: a\n\n')
    })

    test('a faked queueMicrotask, which fetch hangs on, is refused', async () => {
      vi.useFakeTimers({ toFake: ['queueMicrotask'] })
      const chat = mockEventStream('/v1/chat', { timeout: 50 })
      server.use(chat.handler)
      const controller = new AbortController()
      const responding = fetch('http://localhost/v1/chat', { signal: controller.signal }).catch(() => 'aborted')
      await expect(chat.connection()).rejects.toMatchObject({
        code: 'fake-timers',
        message: expect.stringContaining("Node's fetch and msw need queueMicrotask, got a faked one"),
      })
      vi.useRealTimers()
      controller.abort()
      expect(await responding).toBe('aborted')
    })
  })

  test('handler: leaves other methods and URLs to other handlers', async () => {
    const [get, post] = [mockEventStream('/v1/chat'), mockEventStream('/v1/chat', { method: 'POST' })]
    server.use(get.handler, post.handler)
    await fetch('http://localhost/v1/chat', { method: 'POST' })
    await fetch('http://localhost/v1/chat')
    expect([get.requests.length, post.requests.length]).toEqual([1, 1])
    get.reset()
    post.reset()
  })
})

describe('a response whose headers cannot be set', () => {
  test('a redirect, next or held: arrives as it is', async () => {
    const chat = mockEventStream('/chat')
    server.use(chat.handler)
    chat.failNext(Response.redirect('http://example.com/other', 307))
    const first = await fetch('http://localhost/chat', { redirect: 'manual' })
    expect([first.status, first.headers.get('location')]).toEqual([307, 'http://example.com/other'])
    chat.holdNext()
    const second = fetch('http://localhost/chat', { redirect: 'manual' })
    const held = await chat.held()
    held.fail(Response.redirect('http://example.com/other', 307))
    expect((await second).status).toBe(307)
  })

  test('one that was fetched: arrives as it is', async () => {
    const chat = mockEventStream('/chat')
    server.use(chat.handler)
    chat.failNext(await fetch('data:text/html,<html>'))
    const response = await fetch('http://localhost/chat')
    expect([response.headers.get('content-type'), await response.text()]).toEqual(['text/html', '<html>'])
  })
})
