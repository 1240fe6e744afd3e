// What a client of one server sees while Redis is stopped, back, and back without its data.
import { createEventStream, bearer, type EventStream } from '@linefeed/client'
import { afterEach, expect, test } from 'vitest'
import { whyWithout } from '../../../tooling/debian/find-service.ts'
import { readConfig } from '../src/config.ts'
import { startServer } from '../src/server.ts'
import { supervise } from '../supervisor.ts'
import { startRedis, type RealRedis } from './support/redis.ts'
import { dataDir, signIn } from './support/test-server.ts'

const cleanUps: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) {
    await cleanUp()
  }
})

async function startAll(env: Record<string, string> = {}) {
  const redis = await startRedis()
  cleanUps.push(async () => await redis[Symbol.asyncDispose]())
  const dir = dataDir()
  cleanUps.push(() => dir[Symbol.dispose]())
  const config = readConfig({ PORT: '0', DATA_DIR: dir.path, REDIS_URL: redis.url, ...env })
  const server = await startServer(config, { kill: () => {}, restart: () => {} })
  cleanUps.push(async () => await server.close())
  const alice = await signIn(server.url, 'alice')
  const say = async (text: string) => (await alice.post('/users/alice/notify', { text })).status
  return { redis, server, alice, say, follow: () => followNotifications(server.url, alice.token) }
}

/** A client that writes down what it hears, `gap`s included. */
function followNotifications(url: string, token: string) {
  const heard: string[] = []
  let wake = () => {}
  const hear = (what: string) => {
    heard.push(what)
    wake()
  }
  const stream: EventStream = createEventStream(`${url}/me/events`, {
    body: {},
    resumable: true,
    headers: bearer(() => token),
    retry: { base: 20, cap: 200 },
    gapEvent: 'gap',
    onGap: () => hear('gap'),
  })
  let attempts = 0
  stream.on('welcome', () => (attempts += 1))
  stream.on('notification', ({ data }) => hear((JSON.parse(data) as { text: string }).text))
  cleanUps.push(() => stream.close())
  return {
    heard,
    stream,
    attempts: () => attempts,
    async until(text: string) {
      while (heard.at(-1) !== text) {
        await new Promise<void>((resolve) => (wake = resolve))
      }
      return heard
    },
  }
}

/** Asks until the answer is `status`. */
async function persist(ask: () => Promise<number>, status: number): Promise<void> {
  while ((await ask()) !== status) {
    await new Promise(setImmediate)
  }
}

const noRedis = whyWithout('redis-server') !== undefined

async function stopAndStart(redis: RealRedis, meanwhile: () => Promise<void>): Promise<void> {
  await redis.kill()
  await meanwhile()
  await redis.start()
}

test.skipIf(noRedis)(
  'Redis stopped and back: streams stay open, what cannot be stored or followed is refused with 503, nothing is lost',
  async () => {
    const { redis, alice, say, follow } = await startAll()
    const client = follow()
    await say('before')
    await client.until('before')
    await stopAndStart(redis, async () => {
      await persist(async () => await say('refused'), 503)
      const refusal = await alice.post('/me/events')
      expect([refusal.status, await refusal.json()]).toMatchObject([503, { error: { code: 'redis-unavailable' } }])
      expect(client.stream.state.phase).toBe('open')
    })
    await persist(async () => await say('after'), 201)
    expect(await client.until('after')).toEqual(['before', 'after'])
    expect(client.attempts()).toBe(1)
  },
)

test.skipIf(noRedis)('Redis back without its data: the next event tells every open stream of a gap first', async () => {
  const { redis, say, follow } = await startAll()
  const client = follow()
  await say('before')
  await client.until('before')
  await stopAndStart(redis, async () => redis.forget())
  await persist(async () => await say('after'), 201)
  expect(await client.until('after')).toEqual(['before', 'gap', 'after'])
})

test.skipIf(noRedis)('a process that dies while Redis is away: is started again until Redis is back', async () => {
  await using redis = await startRedis()
  using dir = dataDir()
  const news: string[] = []
  let onNews = (_count: number): void => {}
  const restartedTwice = new Promise<void>((resolve) => (onNews = (count) => count === 2 && resolve()))
  const env = { ...process.env, PORT: '0', DATA_DIR: dir.path, REDIS_URL: redis.url }
  const supervisor = await supervise(env, (why) => onNews(news.push(why)))
  await redis.kill()
  supervisor.kill()
  await restartedTwice
  await redis.start()
  const health = async () =>
    await fetch(`${supervisor.url}/health`).then(
      ({ status }) => status,
      () => 0,
    )
  await persist(health, 200)
  expect(news.length).toBeGreaterThan(1)
  await supervisor.stop()
})
