import { expect, test } from 'vitest'
import { createOutages } from '../src/stream/outages.ts'
import { postJson, signIn, startTestServer } from './support/test-server.ts'

test('cut: sends half an event, drops the connection, and a resume brings the event whole', async () => {
  await using server = await startTestServer()
  const alice = await signIn(server.url, 'alice')
  const bob = await signIn(server.url, 'bob')
  await using stream = await alice.follow()
  await using toBob = await bob.follow()
  await alice.post('/users/alice/notify', { text: 'whole' })
  const [, whole] = await stream.take(2)
  await alice.post('/trouble/cut')
  expect(await stream.readToEnd()).toBe('cut')
  expect(stream.rest).toMatch(/^event:notification\nid:\S+-2\ndata:\{"seq":2,[^\n]+$/)
  await using resumed = await alice.follow(whole?.id)
  const [, event] = await resumed.take(2)
  expect(JSON.parse(event?.data ?? '')).toMatchObject({ seq: 2, text: 'This event was cut in the middle' })
  await alice.post('/users/bob/notify', { text: 'still here?' })
  expect((await toBob.take(2)).map(({ event: type }) => type)).toEqual(['welcome', 'notification'])
})

test('cut: without an open stream there is nothing to cut', async () => {
  await using server = await startTestServer()
  const alice = await signIn(server.url, 'alice')
  const response = await alice.post('/trouble/cut')
  expect([response.status, await response.json()]).toMatchObject([409, { error: { code: 'no-open-stream' } }])
})

test('unavailable: drops the stream, answers 503 with Retry-After to that user alone', async () => {
  await using server = await startTestServer()
  const alice = await signIn(server.url, 'alice')
  const bob = await signIn(server.url, 'bob')
  await using stream = await alice.follow()
  await alice.post('/trouble/unavailable', { seconds: 60, retryAfterSeconds: 7 })
  expect(await stream.readToEnd()).toBe('cut')
  const response = await alice.post('/me/events')
  expect([response.status, response.headers.get('retry-after'), await response.json()]).toMatchObject([
    503,
    '7',
    { error: { code: 'unavailable' } },
  ])
  await using toBob = await bob.follow()
  expect(await toBob.take(1)).toHaveLength(1)
})

test('outages: one is over when its time is', () => {
  let now = 1_000
  const outages = createOutages(() => now)
  outages.begin('alice', 2)
  now = 2_999
  expect(() => outages.check('alice')).toThrow('Cannot stream')
  now = 3_000
  expect(() => outages.check('alice')).not.toThrow()
})

test('expire: the token gets a 401 at once, the cookie buys one that works', async () => {
  await using server = await startTestServer()
  const alice = await signIn(server.url, 'alice')
  await using stream = await alice.follow()
  await alice.post('/trouble/expire')
  expect(await stream.readToEnd()).toBe('cut')
  const refused = await alice.post('/me/events')
  expect([refused.status, await refused.json()]).toMatchObject([401, { error: { code: 'token-expired' } }])
  expect(refused.headers.get('www-authenticate')).toContain('invalid_token')
  const { token } = (await (await postJson(`${server.url}/token`, {}, { cookie: alice.cookie })).json()) as {
    token: string
  }
  const authorization = `Bearer ${token}`
  expect((await postJson(`${server.url}/trouble/burst`, { count: 1 }, { authorization })).status).toBe(202)
})

test('burst: every event arrives, in order', async () => {
  await using server = await startTestServer()
  const alice = await signIn(server.url, 'alice')
  await using stream = await alice.follow()
  await stream.take(1)
  await alice.post('/trouble/burst', { count: 500 })
  const events = await stream.take(500)
  expect(events.map(({ data }) => (JSON.parse(data) as { seq: number }).seq)).toEqual(
    Array.from({ length: 500 }, (_, index) => index + 1),
  )
})

test.each([
  ['/trouble/burst', { count: 0 }],
  ['/trouble/burst', { count: 5_001 }],
  ['/trouble/unavailable', { seconds: 'long' }],
  ['/trouble/cut', { now: true }],
])('%s: %j is refused', async (path, body) => {
  await using server = await startTestServer()
  const alice = await signIn(server.url, 'alice')
  const response = await alice.post(path, body)
  expect([response.status, await response.json()]).toMatchObject([400, { error: { code: 'invalid-input' } }])
})

test.each(['cut', 'kill', 'restart', 'unavailable', 'expire', 'burst'])('%s: needs a token', async (trouble) => {
  await using server = await startTestServer()
  const response = await postJson(`${server.url}/trouble/${trouble}`, {})
  expect(response.status).toBe(401)
  expect(server.fates).toEqual([])
})
