// A user's test in Jest, behind msw: it runs in an empty project that has the tarballs installed.
const { setupServer } = require('msw/node')
const { mockEventStream } = require('@linefeed/msw')

const server = setupServer()
beforeAll(() => server.listen())
afterEach(() => {
  jest.useRealTimers()
  server.resetHandlers()
})
afterAll(() => server.close())

async function playStory() {
  const chat = mockEventStream('/v1/chat', { method: 'POST' })
  server.use(chat.handler)
  const post = (init) => fetch('http://localhost/v1/chat', { method: 'POST', body: '{}', ...init })

  const dropped = (await post()).text().catch((error) => error.name)
  const first = await chat.connection()
  await first.send({ data: 'a', id: '1' })
  await first.drop()
  expect(await dropped).toBe('TypeError')

  chat.failNext(503, { retryAfter: 2 })
  expect((await post()).headers.get('retry-after')).toBe('2')

  const controller = new AbortController()
  await post({ headers: { 'last-event-id': '1' }, signal: controller.signal })
  const second = await chat.connection()
  expect(second.lastEventId).toBe('1')
  controller.abort()
  expect(await second.closed).toBe('left')
  chat.expectNoOpenConnections()
}

test('msw: real timers', playStory)

test('msw: fake timers, as the configuration has them', async () => {
  jest.useFakeTimers()
  await playStory()
  expect(jest.getTimerCount()).toBe(0)
})

test('msw: fake timers that go too far are named', async () => {
  jest.useFakeTimers({ doNotFake: [] })
  const chat = mockEventStream('/v1/chat', { timeout: 100 })
  server.use(chat.handler)
  const controller = new AbortController()
  fetch('http://localhost/v1/chat', { signal: controller.signal }).catch(() => undefined)
  await expect(chat.connection()).rejects.toThrow(/queueMicrotask.*doNotFake in jest/u)
  controller.abort()
})
