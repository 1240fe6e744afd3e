// The main job, in real Chromium: two users in two browsers, a server that is killed, tokens that expire, 2,000 events.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { counters, makeTrouble, shown, startDemo, type Demo, type OpenPage, type Row } from './support/demo.ts'
import { postJson, signIn } from './support/test-server.ts'

const pushesPerUser = 1_000

test('two users: each page has every event of its user once and in order, through a kill, cuts and expired tokens', async () => {
  await using demo = await startDemo({ HISTORY_SIZE: '3000' })
  const alice = await demo.open('Alice')
  const bob = await demo.open('Bob')
  const { token } = await signIn(demo.url, 'mei')

  const troubles: { hits: OpenPage[]; begin: () => Promise<unknown> }[] = [
    { hits: [alice], begin: async () => await makeTrouble(alice.page, 'Cut') },
    { hits: [alice, bob], begin: async () => await makeTrouble(alice.page, 'Kill') },
    {
      hits: [alice, bob],
      begin: async () => await Promise.all([makeTrouble(alice.page, 'Expire'), makeTrouble(bob.page, 'Expire')]),
    },
    { hits: [bob], begin: async () => await makeTrouble(bob.page, 'Cut') },
    { hits: [alice, bob], begin: async () => await makeTrouble(bob.page, 'Restart') },
  ]
  let number = 0
  let interrupted = 0
  const pushSome = async () => {
    for (const last = number + pushesPerUser / troubles.length / 2; number < last;) {
      number += 1
      const interruptions = await Promise.all([
        push(demo, token, 'alice', `for Alice ${number} 你好`),
        push(demo, token, 'bob', `for Bob ${number} 🐟`),
      ])
      interrupted += interruptions.filter(Boolean).length
    }
  }
  for (const { hits, begin } of troubles) {
    const before = hits.map(timesOpened)
    // Events flow while the trouble is asked for, while it strikes, and after it.
    await Promise.all([begin(), pushSome()])
    await pushSome()
    await expect
      .poll(() => hits.map((page, index) => timesOpened(page) > (before[index] ?? 0)), { timeout: 30_000 })
      .toEqual(hits.map(() => true))
  }
  expect(interrupted).toBeGreaterThan(0)

  for (const [user, prefix, { page, statuses, breaks }] of [
    ['alice', 'for Alice ', alice],
    ['bob', 'for Bob ', bob],
  ] as const) {
    const expected = logged(demo, user)
    const pushed = expected.map(({ text }) => text).filter((text) => text.startsWith(prefix))
    expect([pushed.length, new Set(pushed).size]).toEqual([pushesPerUser, pushesPerUser])
    await expect.poll(async () => (await shown(page)).at(-1), { timeout: 60_000 }).toEqual(expected.at(-1))
    expect(await shown(page)).toEqual(expected)
    expect(await counters(page)).toEqual({ received: expected.length, lost: 0, duplicated: 0 })
    expect(statuses).toContain(401)
    expect(breaks).toContain('net::ERR_INCOMPLETE_CHUNKED_ENCODING')
    const welcomes = await page.getByText(/^Connected to server process/).allTextContents()
    expect(new Set(welcomes.map((text) => /\d+/.exec(text)?.[0])).size).toBe(3)
  }
  expect((await shown(alice.page)).map(({ text }) => text)).toContain(
    'The server was killed in the middle of this event',
  )
})

function timesOpened({ statuses }: OpenPage): number {
  return statuses.filter((status) => status === 200).length
}

/** Pushes `text` to `user` once, whatever happens to the server meanwhile; `true` when something did. */
async function push(demo: Demo, token: string, user: string, text: string): Promise<boolean> {
  for (let interrupted = false; ; interrupted = true) {
    const authorization = `Bearer ${token}`
    const response = await postJson(`${demo.url}/users/${user}/notify`, { text }, { authorization }).catch(
      () => undefined,
    )
    if (response?.status === 201) {
      return interrupted
    }
    // No answer: the server died. 503: it is about to. It may have stored the event before.
    expect([undefined, 503]).toContain(response?.status)
    if (logged(demo, user).some((event) => event.text === text)) {
      return true
    }
    await new Promise((done) => setTimeout(done, 20))
  }
}

/** The log file, read by nobody's code but this. */
function logged({ dataDir }: Demo, user: string): Row[] {
  const [head = '', ...lines] = readFileSync(join(dataDir, 'events.jsonl'), 'utf8').split('\n').slice(0, -1)
  const { log } = JSON.parse(head) as { log: string }
  return lines
    .map((line) => JSON.parse(line) as { n: number; topic: string; seq: number; data: { text: string } })
    .filter((entry) => entry.topic === `user:${user}`)
    .map(({ n, seq, data }) => ({ seq, id: `${log}-${n}`, text: data.text }))
}
