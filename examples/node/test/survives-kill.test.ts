// The real terminal client as a process of its own, killed for real while events flow.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { dataDir, startTestServer } from '../../server/test/support/test-server.ts'

interface Line {
  readonly lastEventId: string
  readonly type: string
  readonly data: { readonly seq: number; readonly text: string }
}

const linesOf = (file: string): Line[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line)

/** Runs the client until it has said `count` lines, then ends it by `signal`. */
async function runUntil(count: number, signal: 'SIGKILL' | 'SIGINT', ...args: string[]) {
  const follow = resolve(import.meta.dirname, '../follow.ts')
  const useSources = resolve(import.meta.dirname, 'use-sources.ts')
  const client = spawn(process.execPath, ['--import', useSources, follow, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(client, 'exit') as Promise<[number | null, string | null]>
  let said = 0
  for await (const line of createInterface(client.stdout)) {
    said += line === '' ? 0 : 1
    if (said === count) {
      client.kill(signal)
    }
  }
  return await ended
}

test('terminal client: killed again and again while events flow, its file has every event once and in order', async () => {
  await using server = await startTestServer()
  using dir = dataDir()
  const file = join(dir.path, 'alice.jsonl')
  let sent = 0
  const send = async (count: number) => {
    for (const last = sent + count; sent < last;) {
      sent += 1
      await server.log.append({ topic: 'user:alice', type: 'notification', data: { text: `${sent} 你好` } })
      await server.log.append({ topic: 'user:bob', type: 'notification', data: { text: 'not for Alice' } })
    }
  }

  await send(100)
  for (const lines of [1, 7, 50, 90, 130]) {
    // More than it will live to see, half of it while it starts.
    await send(100)
    const [[code, signal]] = await Promise.all([runUntil(lines, 'SIGKILL', server.url, 'alice', file), send(100)])
    expect([code, signal]).toEqual([null, 'SIGKILL'])
  }
  // A killed client may have got further than it was seen to.
  await send(10)
  const left = sent - linesOf(file).length
  const [code, signal] = await runUntil(left, 'SIGINT', server.url, 'alice', file)
  expect([code, signal]).toEqual([0, null])

  const lines = linesOf(file)
  expect(lines.map(({ data }) => data.seq)).toEqual(Array.from({ length: sent }, (_, index) => index + 1))
  expect(lines.map(({ data }) => data.text)).toEqual(lines.map(({ data }) => `${data.seq} 你好`))
})

test('terminal client: what the server no longer has is a line of its own, and nothing comes twice', async () => {
  await using server = await startTestServer({ HISTORY_SIZE: '5' })
  using dir = dataDir()
  const file = join(dir.path, 'alice.jsonl')
  const send = async (text: string) => {
    await server.log.append({ topic: 'user:alice', type: 'notification', data: { text } })
  }
  await send('1')
  await runUntil(1, 'SIGKILL', server.url, 'alice', file)
  for (let index = 2; index <= 10; index += 1) {
    await send(`${index}`)
  }
  await runUntil(5, 'SIGINT', server.url, 'alice', file)
  expect(linesOf(file).map(({ type, data }) => (type === 'gap' ? type : data.text))).toEqual([
    '1',
    'gap',
    '6',
    '7',
    '8',
    '9',
    '10',
  ])
})
