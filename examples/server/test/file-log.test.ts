import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { EventLog } from '../src/log/event-log.ts'
import { openFileLog } from '../src/log/file-log.ts'
import { eventLogContract } from './event-log-contract.ts'
import { dataDir } from './support/test-server.ts'

const dirs: (Disposable & { path: string })[] = []
afterEach(() => dirs.splice(0).forEach((dir) => dir[Symbol.dispose]()))

function newFile(): string {
  const dir = dataDir()
  dirs.push(dir)
  return join(dir.path, 'events.jsonl')
}

async function append(log: EventLog, user: string, ...texts: string[]): Promise<string[]> {
  const ids: string[] = []
  for (const text of texts) {
    ids.push((await log.append({ topic: `user:${user}`, type: 'notification', data: { text } })).id)
  }
  return ids
}

async function textsOf(log: EventLog, user: string, after = ''): Promise<unknown[]> {
  return (await log.readAfter(after)).events
    .filter(({ topic }) => topic === `user:${user}`)
    .map(({ data }) => data['text'])
}

describe('file log: contract', () => {
  eventLogContract(async (keep) => openFileLog(newFile(), { keep }))
})

describe('file log', () => {
  test('reopening: keeps histories, IDs and numbering', async () => {
    const file = newFile()
    const first = openFileLog(file, { keep: 10 })
    const [one = ''] = await append(first, 'alice', 'один', '二')
    await append(first, 'bob', '🐟')
    await first.close()
    const second = openFileLog(file, { keep: 10 })
    expect(await textsOf(second, 'alice', one)).toEqual(['二'])
    expect(await textsOf(second, 'bob')).toEqual(['🐟'])
    expect((await second.append({ topic: 'user:alice', type: 'notification', data: {} })).seq).toBe(3)
  })

  test('a file cut at any byte: the whole events before the cut are there, and appending goes on', async () => {
    const whole = newFile()
    const log = openFileLog(whole, { keep: 10 })
    await append(log, 'alice', 'one', 'ключ', '🐟')
    await log.close()
    const bytes = readFileSync(whole)
    const headEnd = bytes.indexOf(0x0a) + 1
    const file = newFile()
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      writeFileSync(file, bytes.subarray(0, cut))
      const wholeLines = bytes.subarray(0, cut).toString('latin1').split('\n').length - 1
      const expected = ['one', 'ключ', '🐟'].slice(0, Math.max(0, wholeLines - 1))
      const torn = openFileLog(file, { keep: 10 })
      expect(await textsOf(torn, 'alice'), `cut at ${cut}`).toEqual(expected)
      await append(torn, 'alice', 'after')
      await torn.close()
      const again = openFileLog(file, { keep: 10 })
      expect(await textsOf(again, 'alice'), `cut at ${cut}, reopened`).toEqual([...expected, 'after'])
      await again.close()
    }
    expect(headEnd).toBeLessThan(bytes.length)
  })

  test('a broken line in the middle: opening says which, instead of losing events', async () => {
    const file = newFile()
    const log = openFileLog(file, { keep: 10 })
    await append(log, 'alice', 'one')
    await log.close()
    appendFileSync(file, 'garbage\n')
    expect(() => openFileLog(file, { keep: 10 })).toThrow(
      `Cannot read the event log: ${file}:3 must be a record of it, got garbage`,
    )
  })

  test('a log of another kind: is refused', () => {
    const file = newFile()
    writeFileSync(file, 'hello\n')
    expect(() => openFileLog(file, { keep: 10 })).toThrow('Cannot read the event log')
  })

  test('compaction: the file stays small, nothing retained is lost, numbering goes on also where nothing is retained', async () => {
    const file = newFile()
    const log = openFileLog(file, { keep: 5 })
    await append(log, 'quiet', 'long gone')
    const texts = Array.from({ length: 5_000 }, (_, index) => `${index + 1}`)
    const ids = await append(log, 'alice', ...texts)
    expect(statSync(file).size).toBeLessThan(1_001 * 120)
    await log.close()
    const reopened = openFileLog(file, { keep: 5 })
    expect((await reopened.append({ topic: 'user:quiet', type: 'notification', data: {} })).seq).toBe(2)
    expect(await textsOf(reopened, 'alice')).toEqual(texts.slice(-4))
    expect(await textsOf(reopened, 'alice', ids.at(-2))).toEqual(['5000'])
  })

  test('a deleted file: old positions are recognised as foreign', async () => {
    const file = newFile()
    const first = openFileLog(file, { keep: 10 })
    const [one = ''] = await append(first, 'alice', 'a', 'b')
    await first.close()
    truncateSync(file, 0)
    const second = openFileLog(file, { keep: 10 })
    await append(second, 'alice', 'c', 'd', 'e')
    expect(await second.readAfter(one)).toMatchObject({ complete: false, events: [{ seq: 1 }, { seq: 2 }, { seq: 3 }] })
  })
})
