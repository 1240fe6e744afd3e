// Two servers on one Redis: what a client of one does, a client of the other sees.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { whyWithout } from '../../../tooling/debian/find-service.ts'
import { readConfig } from '../src/config.ts'
import { openPresenceExchange } from '../src/patterns/presence-exchange.ts'
import { connectRedis } from '../src/redis/connect.ts'
import { startServer, type RunningServer } from '../src/server.ts'
import type { EventReader } from './support/event-reader.ts'
import { createManualSchedule } from './support/manual-schedule.ts'
import { startRedis, type RealRedis } from './support/redis.ts'
import { dataDir, signIn, type SignedIn } from './support/test-server.ts'

const dir = dataDir()
let redis: RealRedis
let prefixes = 0
let servers: RunningServer[] = []
let alice: SignedIn
let bob: SignedIn

async function start(prefix: string): Promise<RunningServer> {
  const env = { PORT: '0', DATA_DIR: dir.path, REDIS_URL: redis.url, REDIS_PREFIX: prefix }
  return await startServer(readConfig(env), { kill: () => {}, restart: () => {} })
}

/** The data of the next event of `type`. */
async function next(stream: EventReader, type: string): Promise<unknown> {
  for (;;) {
    const [event] = await stream.take(1)
    if (event?.event === type) {
      return JSON.parse(event.data)
    }
  }
}

describe.skipIf(whyWithout('redis-server') !== undefined)('two servers on one Redis', () => {
  beforeAll(async () => {
    redis = await startRedis()
  })
  beforeEach(async () => {
    const prefix = `test-${(prefixes += 1)}`
    servers = [await start(prefix), await start(prefix)]
    alice = await signIn(servers[0]?.url ?? '', 'alice')
    bob = await signIn(servers[1]?.url ?? '', 'bob')
    return async () => await Promise.all(servers.map(async (server) => await server.close()))
  })
  afterAll(async () => {
    await redis[Symbol.asyncDispose]()
    dir[Symbol.dispose]()
  })

  test('notifications: reach a user of the other server', async () => {
    await using stream = await bob.follow()
    await alice.post('/users/bob/notify', { text: 'over there' })
    expect(await next(stream, 'notification')).toMatchObject({ from: 'alice', text: 'over there', seq: 1 })
  })

  test('presence: who is in a room on the other server is there, until they leave or their server goes', async () => {
    await using toAlice = await alice.follow(undefined, { rooms: ['lobby'] })
    expect(await next(toAlice, 'presence')).toEqual({ room: 'lobby', users: ['alice'] })
    const toBob = await bob.follow(undefined, { rooms: ['lobby'] })
    expect(await next(toAlice, 'presence')).toEqual({ room: 'lobby', users: ['alice', 'bob'] })
    toBob.close()
    expect(await next(toAlice, 'presence')).toEqual({ room: 'lobby', users: ['alice'] })
    await using again = await bob.follow(undefined, { rooms: ['lobby'] })
    expect(await next(toAlice, 'presence')).toEqual({ room: 'lobby', users: ['alice', 'bob'] })
    await servers.pop()?.close()
    expect(await next(toAlice, 'presence')).toEqual({ room: 'lobby', users: ['alice'] })
    expect(await again.readToEnd()).toBe('ended')
  })

  test('presence: what a killed process said is forgotten when it has been silent for 15 seconds', async () => {
    const [clock, stopped] = [createManualSchedule(), createManualSchedule()]
    const connection = await connectRedis(redis.url)
    const [living, killed] = [
      await openPresenceExchange(connection, 'killed', clock.schedule),
      await openPresenceExchange(connection, 'killed', stopped.schedule),
    ]
    const heard: unknown[] = []
    let wake = () => {}
    living.begin(
      () => ({}),
      (_process, users) => {
        heard.push(users)
        wake()
      },
    )
    const first = new Promise<void>((resolve) => (wake = resolve))
    killed.begin(
      () => ({ lobby: ['mei'] }),
      () => {},
    )
    await first
    clock.advance(14_999)
    expect(heard).toEqual([{ lobby: ['mei'] }])
    clock.advance(1)
    expect(heard).toEqual([{ lobby: ['mei'] }, undefined])
    await living.close()
    await killed.close()
    connection.destroy()
  })

  test('points: both servers count into one board', async () => {
    await using stream = await alice.follow()
    await Promise.all([alice.post('/scores', { points: 3 }), bob.post('/scores', { points: 5 })])
    await alice.post('/scores', { points: 4 })
    for (let scores: unknown; JSON.stringify(scores) !== '[["alice",7],["bob",5]]';) {
      const board = (await next(stream, 'scores')) as { scores: { player: string; points: number }[] }
      scores = board.scores.map(({ player, points }) => [player, points])
    }
    expect(stream.response.status).toBe(200)
  })

  test('revocation: holds on the other server too, and a fresh token works there', async () => {
    const there = `${servers[1]?.url}/users/bob/notify`
    const post = async (token: string) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      return (await fetch(there, { method: 'POST', headers, body: '{"text":"hi"}' })).status
    }
    expect(await post(alice.token)).toBe(201)
    await alice.post('/trouble/expire')
    expect(await post(alice.token)).toBe(401)
    expect(await post((await signIn(servers[1]?.url ?? '', 'alice')).token)).toBe(201)
  })

  test('health: says whether the process can serve streams', async () => {
    const health = await fetch(`${servers[0]?.url}/health`)
    expect([health.status, await health.json()]).toEqual([200, { process: process.pid }])
  })
})
