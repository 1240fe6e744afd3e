import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFileLog } from '../../src/log/file-log.ts'
import { createScoreboard } from '../../src/patterns/scoreboard.ts'
import { startSources } from '../../src/sources/sources.ts'
import type { Post, Scoreboard } from '../../wire.ts'
import { createManualSchedule } from '../support/manual-schedule.ts'
import { dataDir, signIn, startTestServer } from '../support/test-server.ts'

test('post: reaches the author and those who follow them, as one event in the log', async () => {
  await using server = await startTestServer()
  const [bob, mei, noor] = [
    await signIn(server.url, 'bob'),
    await signIn(server.url, 'mei'),
    await signIn(server.url, 'noor'),
  ]
  await using toBob = await bob.follow()
  await using toMei = await mei.follow()
  await using toNoor = await noor.follow()
  const streams = [toBob, toMei, toNoor]
  await Promise.all(streams.map(async (stream) => await stream.take(1)))
  // Noor follows Bob, Mei does not.
  const post = await bob.post('/posts', { text: 'New boat' })
  expect(post.status).toBe(201)
  await noor.post('/everyone/notify', { text: 'end' })
  const heard = await Promise.all(
    streams.map(async (stream) => {
      await stream.until(() => stream.received.some(({ event }) => event === 'announcement'))
      return stream.received.slice(0, -1).map(({ data }) => (JSON.parse(data) as Post).text)
    }),
  )
  expect(heard).toEqual([['New boat'], [], ['New boat']])
  expect((await server.log.readAfter('')).events).toHaveLength(2)
})

async function boards(log: ReturnType<typeof openFileLog>): Promise<Scoreboard['scores'][]> {
  return (await log.readAfter('')).events.map(({ data }) => data['scores'] as Scoreboard['scores'])
}

test('scoreboard: many points are one board per second, the last one has them all', async () => {
  using dir = dataDir()
  const log = openFileLog(join(dir.path, 'events.jsonl'), { keep: 100 })
  const clock = createManualSchedule()
  const scoreboard = createScoreboard(log, clock.schedule)
  for (let index = 0; index < 1_000; index += 1) {
    await scoreboard.score(index % 4 === 0 ? 'bob' : 'alice', 1)
  }
  expect(await boards(log)).toEqual([[{ player: 'bob', points: 1 }]])
  clock.advance(1_000)
  await new Promise(setImmediate)
  expect((await boards(log)).slice(1)).toEqual([
    [
      { player: 'alice', points: 750 },
      { player: 'bob', points: 250 },
    ],
  ])
  clock.advance(10_000)
  expect([await boards(log), clock.pending]).toMatchObject([{ length: 2 }, 0])
})

test('scoreboard: goes on from the newest board of the log, and leaves no timer behind', async () => {
  using dir = dataDir()
  const log = openFileLog(join(dir.path, 'events.jsonl'), { keep: 100 })
  const clock = createManualSchedule()
  await createScoreboard(log, createManualSchedule().schedule).score('alice', 5)
  await log.append({ topic: 'user:bob', type: 'notification', data: {} })
  const scoreboard = createScoreboard(log, clock.schedule)
  await scoreboard.score('alice', 2)
  await new Promise(setImmediate)
  expect((await log.readAfter('')).events.at(-1)?.data['scores']).toEqual([{ player: 'alice', points: 7 }])
  scoreboard.close()
  expect(clock.pending).toBe(0)
})

test('scores: points reach the board, a reader who was away gets the newest board alone', async () => {
  const clock = createManualSchedule()
  await using server = await startTestServer({}, { schedule: clock.schedule })
  const alice = await signIn(server.url, 'alice')
  await using live = await alice.follow()
  for (let points = 1; points <= 3; points += 1) {
    expect((await alice.post('/scores', { points })).status).toBe(202)
    clock.advance(1_000)
  }
  const points = (events: readonly { data: string }[]) =>
    events.map(({ data }) => (JSON.parse(data) as Scoreboard).scores?.[0]?.points)
  expect(points(await live.take(4))).toEqual([undefined, 1, 3, 6])
  await using late = await alice.follow()
  expect(points(await late.take(2))).toEqual([undefined, 6])
  expect((await alice.post('/scores', { points: 0 })).status).toBe(400)
})

test('sources: give quotes and boards once a second until they are stopped', async () => {
  using dir = dataDir()
  const log = openFileLog(join(dir.path, 'events.jsonl'), { keep: 1_000 })
  const clock = createManualSchedule()
  const scoreboard = createScoreboard(log, clock.schedule)
  const stop = startSources({ log, scoreboard, schedule: clock.schedule, random: () => 0.5 })
  for (let tick = 0; tick < 100; tick += 1) {
    clock.advance(100)
    await new Promise(setImmediate)
  }
  stop()
  scoreboard.close()
  const types = (await log.readAfter('')).events.map(({ type }) => type)
  expect(types.filter((type) => type === 'quotes')).toHaveLength(10)
  expect(types.filter((type) => type === 'scores')).toHaveLength(10)
  expect(clock.pending).toBe(0)
})
