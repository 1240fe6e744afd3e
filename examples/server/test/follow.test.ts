import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import type { EventLog } from '../src/log/event-log.ts'
import { createFanOut } from '../src/log/fan-out.ts'
import { openFileLog } from '../src/log/file-log.ts'
import { follow, type Followed, type FollowOptions } from '../src/log/follow.ts'
import { dataDir } from './support/test-server.ts'

const dirs: (Disposable & { path: string })[] = []
afterEach(() => {
  dirs.splice(0).forEach((dir) => dir[Symbol.dispose]())
  vi.useRealTimers()
})

function newLog(keep = 100): EventLog {
  const dir = dataDir()
  dirs.push(dir)
  return openFileLog(join(dir.path, 'events.jsonl'), { keep })
}

/** Follows Alice's events in `log`. */
function followAlice(log: EventLog, lastEventId = '', options: Partial<FollowOptions> = {}) {
  const fanOut = createFanOut(log)
  let readers = 0
  const counted: typeof fanOut = {
    ...fanOut,
    read: async (topics, onEvent) => {
      const reading = await fanOut.read(topics, onEvent)
      readers += 1
      return { ...reading, leave: () => (reading.leave(), (readers -= 1), undefined) }
    },
  }
  const stream = follow(log, counted, lastEventId, {
    topics: new Set(['user:alice']),
    signal: new AbortController().signal,
    heartbeat: 1_000_000,
    onOverflow: () => {},
    ...options,
  })
  return { stream, readers: () => readers }
}

async function append(log: EventLog, ...texts: string[]): Promise<string[]> {
  return await appendTo('user:alice', log, ...texts)
}

async function appendTo(topic: string, log: EventLog, ...texts: string[]): Promise<string[]> {
  const ids: string[] = []
  for (const text of texts) {
    ids.push((await log.append({ topic, type: 'notification', data: { text } })).id)
  }
  return ids
}

function show(followed: Followed): unknown {
  if (followed.kind === 'gap') {
    return { gap: followed.oldest?.data['text'] }
  }
  return followed.kind === 'quiet' ? { quiet: followed.position } : followed.event.data['text']
}

async function take(stream: AsyncGenerator<Followed, void>, count: number): Promise<unknown[]> {
  const shown: unknown[] = []
  for (let left = count; left > 0; left -= 1) {
    const { value } = await stream.next()
    shown.push(value && show(value))
  }
  return shown
}

test('follow: history comes first, then what is new, in order, of its topics alone', async () => {
  const log = newLog()
  await append(log, '1')
  await appendTo('user:bob', log, 'b')
  await append(log, '2')
  const { stream } = followAlice(log)
  expect(await take(stream, 2)).toEqual(['1', '2'])
  const third = take(stream, 1)
  await appendTo('user:bob', log, 'b')
  await append(log, '3')
  expect(await third).toEqual(['3'])
})

test('follow: a history of many pages comes whole', async () => {
  const log = newLog(5_000)
  const texts = Array.from({ length: 3_000 }, (_, index) => `${index}`)
  await append(log, ...texts)
  expect(await take(followAlice(log).stream, 3_000)).toEqual(texts)
})

test('follow: what is appended between subscribing and reading comes once', async () => {
  const log = newLog()
  await append(log, '1')
  const racing: EventLog = {
    ...log,
    readAfter: async (position) => {
      await append(log, 'before reading')
      const page = await log.readAfter(position)
      await append(log, 'after reading')
      return page
    },
  }
  expect(await take(followAlice(racing).stream, 3)).toEqual(['1', 'before reading', 'after reading'])
})

test('follow: a trimmed position brings a gap before the oldest event left', async () => {
  const log = newLog(2)
  const [one] = await append(log, '1', '2', '3', '4')
  expect(await take(followAlice(log, one).stream, 3)).toEqual([{ gap: '3' }, '3', '4'])
})

test('follow: a history trimmed while it is read brings a gap in its middle', async () => {
  const log = newLog(2_000)
  await append(log, ...Array.from({ length: 2_000 }, (_, index) => `${index}`))
  let pages = 0
  const trimmed: EventLog = {
    ...log,
    readAfter: async (position) => {
      pages += 1
      if (pages === 2) {
        await append(log, ...Array.from({ length: 1_500 }, (_, index) => `${2_000 + index}`))
      }
      return await log.readAfter(position)
    },
  }
  const shown = await take(followAlice(trimmed).stream, 3_001)
  expect(shown.slice(998, 1_003)).toEqual(['998', '999', { gap: '1500' }, '1500', '1501'])
  expect(shown.at(-1)).toBe('3499')
})

test('follow: a foreign position in an empty log brings a gap with nothing behind it', async () => {
  expect(await take(followAlice(newLog(), 'elsewhere-7').stream, 1)).toEqual([{ gap: undefined }])
})

test('follow: a quiet stream tells how far it has read, once', async () => {
  vi.useFakeTimers()
  const log = newLog(2)
  const [one = ''] = await append(log, '1')
  const { stream } = followAlice(log, '', { heartbeat: 1_000 })
  await take(stream, 1)
  const first = take(stream, 1)
  const [, , four = ''] = await appendTo('user:bob', log, '2', '3', '4')
  vi.advanceTimersByTime(1_000)
  expect(await first).toEqual([{ quiet: four }])
  const second = take(stream, 1)
  vi.advanceTimersByTime(1_000)
  expect(await second).toEqual([{ quiet: undefined }])
  // What it was told first would be a gap by now.
  expect([(await log.readAfter(one)).complete, (await log.readAfter(four)).complete]).toEqual([false, true])
})

test('follow: an event that is not meant for the reader is passed over', async () => {
  const log = newLog()
  await append(log, '1', 'secret', '2')
  const narrow: FollowOptions['narrow'] = (event) => (event.data['text'] === 'secret' ? undefined : event)
  expect(await take(followAlice(log, '', { narrow }).stream, 2)).toEqual(['1', '2'])
})

test('follow: of a topic whose newest event says it all, a pile brings only that', async () => {
  const log = newLog()
  await appendTo('scores', log, 's1')
  await append(log, '1')
  await appendTo('scores', log, 's2')
  await append(log, '2')
  const { stream } = followAlice(log, '', {
    topics: new Set(['user:alice', 'scores']),
    latestOnly: new Set(['scores']),
  })
  expect(await take(stream, 3)).toEqual(['1', 's2', '2'])
  await appendTo('scores', log, 's3', 's4')
  expect(await take(stream, 1)).toEqual(['s4'])
})

test('follow: a reader that stops leaves', async () => {
  const log = newLog()
  await append(log, '1')
  const { stream, readers } = followAlice(log)
  await take(stream, 1)
  expect(readers()).toBe(1)
  await stream.return()
  expect(readers()).toBe(0)
})

test('follow: an abort ends a waiting reader, which leaves, timer and all', async () => {
  vi.useFakeTimers()
  const controller = new AbortController()
  const { stream, readers } = followAlice(newLog(), '', { signal: controller.signal })
  const waiting = stream.next()
  await Promise.resolve()
  controller.abort()
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect([readers(), vi.getTimerCount()]).toEqual([0, 0])
})

test('follow: a reader that falls too far behind is reported once', async () => {
  const log = newLog()
  const reports: string[] = []
  await append(log, '1')
  const { stream } = followAlice(log, '', { maxQueued: 2, onOverflow: () => reports.push('overflow') })
  await stream.next()
  await append(log, '2', '3')
  expect(reports).toEqual([])
  await append(log, '4', '5')
  expect(reports).toEqual(['overflow'])
})
