// Every DOM emulation must reach the mock with what it calls fetch and AbortController.
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mockEventStream, mockFetch } from '../../src/index.ts'
import { collect } from './read.ts'

export function testDomEnvironment(): void {
  const server = setupServer()
  beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
  afterAll(() => server.close())

  test.each(['http://localhost:3000/v1/chat', 'https://api.example/v1/chat'])('msw: answers %s', async (url) => {
    const chat = mockEventStream('/v1/chat', { method: 'POST' })
    server.use(chat.handler)
    const headers = { authorization: 'Bearer 1', 'last-event-id': '7' }
    const controller = new AbortController()
    chat.failNext(503, { retryAfter: 3 })
    expect((await fetch(url, { method: 'POST', headers })).status).toBe(503)
    const { text, over } = collect(await fetch(url, { method: 'POST', body: '{}', headers, signal: controller.signal }))
    const connection = await chat.connection()
    await connection.split('data: é\n\n', { at: 'every-byte' })
    expect([text(), connection.lastEventId]).toEqual(['data: é\n\n', '7'])
    controller.abort()
    expect(await over).not.toBe('end')
    expect(await connection.closed).toBe('left')
    const dropped = collect(await fetch(url, { method: 'POST' }))
    await (await chat.connection()).drop()
    expect(await dropped.over).not.toBe('end')
  })

  test('mockFetch: takes the abort signal of the DOM', async () => {
    const chat = mockEventStream('/v1/chat')
    const controller = new AbortController()
    const { text, over } = collect(await mockFetch(chat)('/v1/chat', { signal: controller.signal }))
    const connection = await chat.connection()
    await connection.send({ data: 'é' })
    controller.abort('enough')
    expect([text(), await over]).toEqual(['data: é\n\n', 'enough'])
  })
}
