// A user's test of our EventSource in Jest: it runs in an empty project that has the tarballs installed.
const { EventSource } = require('@linefeed/eventsource')
const { mockEventStream, mockFetch } = require('@linefeed/msw/fetch')

afterEach(() => jest.useRealTimers())

test('EventSource: events come, under fake timers and after them', async () => {
  const chat = mockEventStream('/v1/chat')
  const source = new EventSource('http://localhost/v1/chat', { fetch: mockFetch(chat) })
  const next = () =>
    new Promise((resolve) => source.addEventListener('message', ({ data }) => resolve(data), { once: true }))
  const connection = await chat.connection()
  const heard = []
  for (const useTimers of [jest.useRealTimers, jest.useFakeTimers, jest.useRealTimers]) {
    useTimers()
    const message = next()
    await connection.send({ data: `${heard.length}` })
    heard.push(await message)
  }
  expect(heard).toEqual(['0', '1', '2'])
  source.close()
  expect(await connection.closed).toBe('left')
})
