import { expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { startServer } from '../src/server.ts'
import { createManualSchedule } from './support/manual-schedule.ts'
import { dataDir, signIn } from './support/test-server.ts'

test('drain: a server that ends takes no more connections and lets its streams go evenly, whole events each', async () => {
  using dir = dataDir()
  const clock = createManualSchedule()
  const config = readConfig({ PORT: '0', DATA_DIR: dir.path, DRAIN_SECONDS: '40' })
  const server = await startServer(config, { kill: () => {}, restart: () => {}, schedule: clock.schedule })
  const alice = await signIn(server.url, 'alice')
  const streams = [await alice.follow(), await alice.follow(), await alice.follow(), await alice.follow()]
  const ended: number[] = []
  const ends = streams.map(async (stream, index) => {
    expect([await stream.readToEnd(), stream.rest]).toEqual(['ended', ''])
    ended.push(index)
  })
  const closed = server.close()
  for (let index = 0; index < streams.length; index += 1) {
    expect(ended).toEqual([0, 1, 2, 3].slice(0, index))
    clock.advance(10_000)
    await ends[index]
  }
  await closed
  await expect(alice.follow()).rejects.toThrow('fetch failed')
})
