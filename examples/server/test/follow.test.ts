import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { EventLog } from '../src/log/event-log.ts'
import { openFileLog } from '../src/log/file-log.ts'
import { follow, type Followed } from '../src/log/follow.ts'
import { dataDir } from './support/test-server.ts'

const dirs: (Disposable & { path: string })[] = []
afterEach(() => dirs.splice(0).forEach((dir) => dir[Symbol.dispose]()))

function newLog(keep = 100): EventLog & { subscriptions: () => number } {
  const dir = dataDir()
  dirs.push(dir)
  const log = openFileLog(join(dir.path, 'events.jsonl'), { keep })
  let open = 0
  return {
    ...log,
    subscriptions: () => open,
    subscribe: async (user, onEvent) => {
      const unsubscribe = await log.subscribe(user, onEvent)
      open += 1
      return () => {
        unsubscribe()
        open -= 1
      }
    },
  }
}

async function append(log: EventLog, ...texts: string[]): Promise<string[]> {
  const ids: string[] = []
  for (const text of texts) {
    ids.push((await log.append('alice', { type: 'notification', data: { text } })).id)
  }
  return ids
}

function show(followed: Followed): unknown {
  return followed.kind === 'event' ? followed.event.data['text'] : { gap: followed.oldest?.data['text'] }
}

async function take(stream: AsyncGenerator<Followed, void>, count: number): Promise<unknown[]> {
  const shown: unknown[] = []
  for await (const followed of stream) {
    shown.push(show(followed))
    if (shown.length === count) {
      break
    }
  }
  return shown
}

const never = { signal: new AbortController().signal, onOverflow: () => {} }

test('follow: history comes first, then what is new, in order', async () => {
  const log = newLog()
  await append(log, '1', '2')
  const stream = follow(log, 'alice', '', never)
  expect([await stream.next(), await stream.next()].map(({ value }) => value && show(value))).toEqual(['1', '2'])
  const third = stream.next()
  await append(log, '3')
  expect((await third).value).toMatchObject({ event: { data: { text: '3' } } })
})

test('follow: what is appended between subscribing and reading comes once', async () => {
  const log = newLog()
  await append(log, '1')
  const racing: EventLog = {
    ...log,
    readAfter: async (user, position) => {
      await append(log, 'before reading')
      const history = await log.readAfter(user, position)
      await append(log, 'after reading')
      return history
    },
  }
  expect(await take(follow(racing, 'alice', '', never), 3)).toEqual(['1', 'before reading', 'after reading'])
})

test('follow: a trimmed position brings a gap before the oldest event left', async () => {
  const log = newLog(2)
  const [one = ''] = await append(log, '1', '2', '3', '4')
  expect(await take(follow(log, 'alice', one, never), 3)).toEqual([{ gap: '3' }, '3', '4'])
})

test('follow: a foreign position in an empty log brings a gap with nothing behind it', async () => {
  expect(await take(follow(newLog(), 'alice', 'elsewhere-7', never), 1)).toEqual([{ gap: undefined }])
})

test('follow: a reader that stops gives its subscription back', async () => {
  const log = newLog()
  await append(log, '1')
  await take(follow(log, 'alice', '', never), 1)
  expect(log.subscriptions()).toBe(0)
})

test('follow: an abort ends a waiting reader and gives its subscription back', async () => {
  const log = newLog()
  const controller = new AbortController()
  const waiting = follow(log, 'alice', '', { ...never, signal: controller.signal }).next()
  await append(log)
  controller.abort()
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(log.subscriptions()).toBe(0)
})

test('follow: a reader that falls too far behind is reported once', async () => {
  const log = newLog()
  const reports: string[] = []
  await append(log, '1')
  const stream = follow(log, 'alice', '', { ...never, maxQueued: 2, onOverflow: () => reports.push('overflow') })
  await stream.next()
  await append(log, '2', '3')
  expect(reports).toEqual([])
  await append(log, '4', '5')
  expect(reports).toEqual(['overflow'])
})
