// A user's test in Jest, without msw: it runs in an empty project that has the tarballs installed.
const { eventStreamMatchers, mockEventStream, mockFetch } = require('@linefeed/msw/fetch')

expect.extend(eventStreamMatchers)
afterEach(() => jest.useRealTimers())

async function collect(response) {
  const chunks = []
  const reader = response.body.getReader()
  const read = async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) {
        return 'end'
      }
      chunks.push(new TextDecoder().decode(value))
    }
  }
  return { chunks, over: read().catch((error) => error) }
}

async function playStory() {
  const chat = mockEventStream('/v1/chat', { method: 'POST' })
  const fetch = mockFetch(chat)
  const post = (init) => fetch('/v1/chat', { method: 'POST', body: '{}', ...init })

  const { chunks, over } = await collect(await post())
  const first = await chat.connection()
  await first.send({ data: 'a', id: '1' })
  await first.split('data: é\n\n', { at: 8 })
  expect(chat).toHaveOpenConnections(1)
  await first.drop()
  expect(await over).toBeInstanceOf(TypeError)
  expect(chunks).toEqual(['id: 1\ndata: a\n\n', 'data: é', '\n\n'])

  chat.holdNext()
  const controller = new AbortController()
  const responding = post({ headers: { 'last-event-id': '1' }, signal: controller.signal })
  const request = await chat.held()
  const second = request.open()
  const resumed = await collect(await responding)
  expect(second).toResume('1')
  await second.stall()
  controller.abort('enough')
  expect(await resumed.over).toBe('enough')
  expect(await second.closed).toBe('left')
  chat.expectNoOpenConnections()
  expect(chat).toHaveRequests(2)
}

test('mockFetch: real timers', playStory)

test('mockFetch: fake timers, with nothing left real', async () => {
  jest.useFakeTimers({ doNotFake: [] })
  await playStory()
  expect(jest.getTimerCount()).toBe(0)
})

test('fake timers that were there before the kit are named', () => {
  jest.useFakeTimers()
  jest.resetModules()
  const { mockEventStream: mockLate } = require('@linefeed/msw/fetch')
  expect(() => mockLate('/v1/chat')).toThrow(/Load @linefeed\/msw before timers are faked/u)
})
