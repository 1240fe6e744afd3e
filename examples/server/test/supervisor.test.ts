import { expect, test } from 'vitest'
import { supervise } from '../supervisor.ts'
import { dataDir, signIn, type SignedIn } from './support/test-server.ts'

async function startSupervised(env: Record<string, string> = {}) {
  const dir = dataDir()
  const supervisor = await supervise({ ...process.env, PORT: '0', DATA_DIR: dir.path, ...env })
  return {
    url: supervisor.url,
    [Symbol.asyncDispose]: async () => {
      await supervisor.stop()
      dir[Symbol.dispose]()
    },
  }
}

/** Asks until the next server process listens. */
async function followAgain(user: SignedIn, lastEventId: string | undefined) {
  for (;;) {
    try {
      return await user.follow(lastEventId)
    } catch {
      await new Promise(setImmediate)
    }
  }
}

async function processOf(stream: Awaited<ReturnType<SignedIn['follow']>>): Promise<number> {
  const [welcome] = await stream.take(1)
  return (JSON.parse(welcome?.data ?? '') as { process: number }).process
}

test('kill: the process dies after half an event, the next one brings it whole, to the same token', async () => {
  await using server = await startSupervised()
  const alice = await signIn(server.url, 'alice')
  await using stream = await alice.follow()
  const before = await processOf(stream)
  await alice.post('/users/alice/notify', { text: 'whole' })
  const [whole] = await stream.take(1)
  await alice.post('/trouble/kill')
  expect(await stream.readToEnd()).toBe('cut')
  expect(stream.rest).toMatch(/^event:notification\nid:\S+-2\ndata:\{"seq":2,[^\n]+$/)
  await using resumed = await followAgain(alice, whole?.id)
  expect(await processOf(resumed)).not.toBe(before)
  const [event] = await resumed.take(1)
  expect(JSON.parse(event?.data ?? '')).toMatchObject({
    seq: 2,
    text: 'The server was killed in the middle of this event',
  })
})

test('restart: every stream ends after a whole event, and the next process goes on', async () => {
  await using server = await startSupervised()
  const alice = await signIn(server.url, 'alice')
  await using stream = await alice.follow()
  const before = await processOf(stream)
  await alice.post('/trouble/restart')
  expect([await stream.readToEnd(), stream.rest]).toEqual(['ended', ''])
  await using resumed = await followAgain(alice, undefined)
  expect(await processOf(resumed)).not.toBe(before)
})

test('a server that cannot start: is not tried again', async () => {
  await expect(startSupervised({ HEARTBEAT_MS: 'never' })).rejects.toThrow('Cannot start the demo')
})
