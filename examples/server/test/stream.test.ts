import { expect, onTestFinished, test, vi } from 'vitest'
import { signIn, startTestServer } from './support/test-server.ts'

const texts = (events: readonly { data: string }[]) =>
  events.map(({ data }) => (JSON.parse(data) as { text?: string }).text)

test.each(['POST with a token', 'GET with a cookie'])(
  'stream: %s brings named events with IDs and JSON',
  async (how) => {
    await using server = await startTestServer()
    const alice = await signIn(server.url, 'alice')
    await using stream = how.startsWith('POST') ? await alice.follow() : await alice.followByCookie()
    expect(Object.fromEntries(stream.response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    const [welcome] = await stream.take(1)
    expect(welcome).toMatchObject({ event: 'welcome', id: undefined })
    const stored = (await (await alice.post('/users/alice/notify', { text: '你好\n🐟' })).json()) as { id: string }
    const [event] = await stream.take(1)
    expect(event).toMatchObject({ event: 'notification', id: stored.id })
    expect(JSON.parse(event?.data ?? '')).toEqual({
      seq: 1,
      from: 'alice',
      text: '你好\n🐟',
      sentAt: expect.any(String),
    })
  },
)

test('stream: each user gets their own events and nobody else does', async () => {
  await using server = await startTestServer()
  const [alice, bob, mei] = await Promise.all(
    ['alice', 'bob', 'mei'].map(async (user) => await signIn(server.url, user)),
  )
  if (!alice || !bob || !mei) {
    throw new Error('Cannot go on: three users must be signed in')
  }
  await using toAlice = await alice.follow()
  await using toBob = await bob.follow()
  await using toBobsPhone = await bob.followByCookie()
  await Promise.all([toAlice, toBob, toBobsPhone].map(async (stream) => await stream.take(1)))
  await mei.post('/users/alice/notify', { text: 'for Alice' })
  await mei.post('/users/bob/notify', { text: 'for Bob' })
  await mei.post('/users/alice/notify', { text: 'again for Alice' })
  await mei.post('/users/bob/notify', { text: 'again for Bob' })
  expect(texts(await toAlice.take(2))).toEqual(['for Alice', 'again for Alice'])
  expect(texts(await toBob.take(2))).toEqual(['for Bob', 'again for Bob'])
  expect(texts(await toBobsPhone.take(2))).toEqual(['for Bob', 'again for Bob'])
})

test('stream: without a position the history comes, with one what came after it', async () => {
  await using server = await startTestServer()
  const alice = await signIn(server.url, 'alice')
  for (const text of ['1', '2', '3']) {
    await alice.post('/users/alice/notify', { text })
  }
  await using fresh = await alice.follow()
  const [, ...history] = await fresh.take(4)
  expect(texts(history)).toEqual(['1', '2', '3'])
  await using resumed = await alice.follow(history[0]?.id)
  expect(texts((await resumed.take(3)).slice(1))).toEqual(['2', '3'])
})

test('stream: a position older than the history brings a gap without an ID, then the history', async () => {
  await using server = await startTestServer({ HISTORY_SIZE: '2' })
  const alice = await signIn(server.url, 'alice')
  const stored: { id: string; seq: number }[] = []
  for (const text of ['1', '2', '3', '4']) {
    stored.push((await (await alice.post('/users/alice/notify', { text })).json()) as { id: string; seq: number })
  }
  await using stream = await alice.follow(stored[0]?.id)
  const [, gap, ...history] = await stream.take(4)
  expect(gap).toMatchObject({ event: 'gap', id: undefined, data: JSON.stringify({ oldest: stored[2] }) })
  expect(texts(history)).toEqual(['3', '4'])
})

test('stream: the position arrives as UTF-8', async () => {
  await using server = await startTestServer()
  const alice = await signIn(server.url, 'alice')
  await using stream = await alice.follow(Buffer.from('ключ🐟').toString('latin1'))
  const [welcome, gap] = await stream.take(2)
  expect(JSON.parse(welcome?.data ?? '')).toMatchObject({ user: 'alice', resumedFrom: 'ключ🐟' })
  expect(gap).toMatchObject({ event: 'gap', data: '{"oldest":null}' })
})

test('stream: a quiet one carries heartbeats that are comments', async () => {
  await using server = await startTestServer({ HEARTBEAT_MS: '10' })
  const alice = await signIn(server.url, 'alice')
  await using stream = await alice.follow()
  await stream.until(() => stream.comments.length >= 3)
  expect(await stream.take(1)).toMatchObject([{ event: 'welcome' }])
})

test('stream: every disconnect gives subscription and heartbeat back, POST and GET, also right after the request', async () => {
  const started = vi.spyOn(globalThis, 'setInterval')
  const stopped = vi.spyOn(globalThis, 'clearInterval')
  onTestFinished(() => {
    vi.restoreAllMocks()
  })
  await using server = await startTestServer({ HEARTBEAT_MS: '7654' })
  const alice = await signIn(server.url, 'alice')
  for (let round = 0; round < 10; round += 1) {
    const streams = await Promise.all([alice.follow(), alice.followByCookie()])
    if (round % 2 === 0) {
      await Promise.all(streams.map(async (stream) => await stream.take(1)))
    }
    streams.forEach((stream) => stream.close())
  }
  await server.allGivenBack(20)
  const heartbeats = started.mock.results.filter((_, call) => started.mock.calls[call]?.[1] === 7654)
  expect(heartbeats).toHaveLength(20)
  expect(stopped.mock.calls.map(([timer]) => timer)).toEqual(
    expect.arrayContaining(heartbeats.map(({ value }) => value)),
  )
})

test('stream: an unknown option in the body is refused', async () => {
  await using server = await startTestServer()
  const alice = await signIn(server.url, 'alice')
  const response = await alice.post('/me/events', { topics: ['news'] })
  expect([response.status, await response.json()]).toEqual([
    400,
    { error: { code: 'invalid-input', message: expect.stringContaining('topics') } },
  ])
})

test.each([
  ['/users/nobody/notify', { text: 'hi' }, 404, 'unknown-user'],
  ['/users/bob/notify', { text: '  ' }, 400, 'invalid-input'],
  ['/users/bob/notify', { text: 'x'.repeat(2_001) }, 400, 'invalid-input'],
  ['/users/bob/notify', { text: 7 }, 400, 'invalid-input'],
  ['/users/bob/notify', [], 400, 'invalid-input'],
  ['/users/bob/notify', { text: 'x'.repeat(200_000) }, 413, 'entity-too-large'],
  ['/users/bob/notyfi', { text: 'hi' }, 404, 'not-found'],
])('notify: %s is refused with a typed error', async (path, body, status, code) => {
  await using server = await startTestServer()
  const alice = await signIn(server.url, 'alice')
  const response = await alice.post(path, body)
  expect([response.status, await response.json()]).toEqual([
    status,
    { error: { code, message: expect.stringMatching(/^Cannot /) } },
  ])
})

test('notify: without a token nobody is notified', async () => {
  await using server = await startTestServer()
  const response = await fetch(`${server.url}/users/bob/notify`, { method: 'POST' })
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  expect((await server.log.readAfter('')).events).toEqual([])
})

test('stream: a reader 10,000 events behind is let go of, and finds everything when it comes back', async () => {
  await using server = await startTestServer({ HISTORY_SIZE: '20000' })
  const alice = await signIn(server.url, 'alice')
  await using stuck = await alice.follow()
  const append = async (text: string) =>
    await server.log.append({ topic: 'user:alice', type: 'notification', data: { text } })
  for (let index = 0; index < 200; index += 1) {
    await append('x'.repeat(100_000))
  }
  for (let index = 0; index < 10_500; index += 1) {
    await append(`${index}`)
  }
  await server.allGivenBack(1)
  expect(await stuck.readToEnd()).toBe('cut')
  const before = stuck.received.slice(1)
  await using resumed = await alice.follow(before.at(-1)?.id)
  await resumed.take(1)
  const after = await resumed.take(10_700 - before.length)
  expect([...before, ...after].map(({ data }) => (JSON.parse(data) as { seq: number }).seq)).toEqual(
    Array.from({ length: 10_700 }, (_, index) => index + 1),
  )
})
