import { eventStreamMatchers, mockEventStream, type EventStreamMatchers } from '@linefeed/msw'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { showNotices, type Notice } from '../src/notices.ts'
import { server } from './server.ts'

expect.extend(eventStreamMatchers)
declare module 'vitest' {
  interface Matchers<
    R extends void | Promise<void> = void | Promise<void>,
    T = unknown,
  > extends EventStreamMatchers<R> {}
}

const createMock = () => mockEventStream<{ notice: Notice }>('/me/notices')
let stream: ReturnType<typeof createMock>
let root: HTMLElement
let signOut: () => void
let tokens: number

/** The component with retries that do not wait; each token is a new one. */
function show(): void {
  root = document.createElement('main')
  signOut = showNotices(root, {
    url: '/me/notices',
    getToken: () => `token-${++tokens}`,
    retry: { base: 1, cap: 1, limit: 2 },
  })
}

const status = () => root.querySelector('[role=status]')?.textContent
const notices = () => Array.from(root.querySelectorAll('li'), ({ textContent }) => textContent)

beforeEach(() => {
  tokens = 0
  stream = createMock()
  server.use(stream.handler)
})
afterEach(() => {
  signOut()
  stream.reset()
  vi.useRealTimers()
})

test('notices appear as they come', async () => {
  show()
  expect(status()).toBe('Connecting')
  const connection = await stream.connection()
  await connection.send({ type: 'notice', data: { text: 'Welcome' }, id: '1' })
  expect(status()).toBe('Live')
  expect(notices()).toEqual(['Welcome'])
})

test('a server that does not answer: the page says that it connects, until the client gives up and tries again', async () => {
  vi.useFakeTimers()
  stream.holdNext({ times: 2 })
  show()
  const first = await stream.held()
  expect(status()).toBe('Connecting')
  await vi.advanceTimersByTimeAsync(30_000)
  await first.left
  await vi.advanceTimersByTimeAsync(1)
  const second = await stream.held()
  expect(status()).toBe('Connecting')
  await second.open().send({ type: 'notice', data: { text: 'Welcome' }, id: '1' })
  expect([status(), notices()]).toEqual(['Live', ['Welcome']])
})

test('a drop in the middle of a notice loses nothing and doubles nothing', async () => {
  const past = stream.history()
  show()
  const first = await stream.connection()
  await first.send({ type: 'notice', data: { text: 'one' }, id: '1' })
  past.remember({ type: 'notice', data: { text: 'two' }, id: '2' })
  await first.raw('id: 2\nevent: notice\ndata: {"te')
  await first.drop()
  const second = await stream.connection()
  await second.stall()
  expect(second).toResume('1')
  expect(notices()).toEqual(['one', 'two'])
})

test('a server that is down is given up after three requests', async () => {
  stream.failNext(503, { times: 3 })
  show()
  await expect.poll(status).toBe('Could not connect')
  expect(stream).toHaveRequests(3)
})

test('an expired token is renewed once', async () => {
  stream.failNext(401)
  show()
  const connection = await stream.connection()
  expect(connection.headers.get('authorization')).toBe('Bearer token-2')
})

test('signing out leaves no connection, no notice and no later request', async () => {
  show()
  const connection = await stream.connection()
  await connection.send({ type: 'notice', data: { text: 'private' }, id: '1' })
  signOut()
  expect(await connection.closed).toBe('left')
  await expect(connection.send({ type: 'notice', data: { text: 'late' } })).rejects.toThrow('the client left')
  expect([status(), notices()]).toEqual(['Signed out', []])
  expect(stream).toHaveOpenConnections(0)
  expect(stream).toHaveRequests(1)
})
