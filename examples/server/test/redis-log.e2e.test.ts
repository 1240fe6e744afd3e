import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { whyWithout } from '../../../tooling/debian/find-service.ts'
import type { EventLog, StoredEvent } from '../src/log/event-log.ts'
import { appendScript } from '../src/log/redis-entries.ts'
import { openRedisLog } from '../src/log/redis-log.ts'
import { readTail } from '../src/log/redis-tail.ts'
import { connectRedis } from '../src/redis/connect.ts'
import { eventLogContract } from './event-log-contract.ts'
import { startRedis, type RealRedis } from './support/redis.ts'

let redis: RealRedis
let logs = 0
const onStop: (() => void)[] = []

const open = async (keep = 100, prefix = `log-${(logs += 1)}`) => await openRedisLog({ url: redis.url, prefix, keep })
const append = async (log: EventLog, text: string) =>
  await log.append({ topic: 'user:alice', type: 't', data: { text } })
const texts = (events: readonly StoredEvent[]) => events.map(({ data }) => data['text'])

/** What a subscriber hears, `!` for events missed; `until` waits for it. */
async function listen(log: EventLog) {
  const heard: unknown[] = []
  let wake = () => {}
  const hear = (what: unknown) => {
    heard.push(what)
    wake()
  }
  const stop = await log.subscribe(
    ({ data }) => hear(data['text']),
    () => hear('!'),
  )
  return {
    heard,
    stop,
    async until(count: number) {
      while (heard.length < count) {
        await new Promise<void>((resolve) => (wake = resolve))
      }
      return heard
    },
  }
}

/** Tries until it works: Redis is on its way. */
async function persist<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch {
      await new Promise(setImmediate)
    }
  }
}

describe.skipIf(whyWithout('redis-server') !== undefined)('redis log', () => {
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(async () => await redis[Symbol.asyncDispose]())

  eventLogContract(open)

  test('two processes: what one appends the other hears and reads, numbered as one', async () => {
    const [here, there] = [await open(100, 'shared'), await open(100, 'shared')]
    const listener = await listen(there)
    await Promise.all([append(here, '1'), append(there, '2'), append(here, '3')])
    const { events } = await there.readAfter('')
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(await listener.until(3)).toEqual(texts(events))
    await Promise.all([here.close(), there.close()])
  })

  test('Redis killed and back: the subscription goes on where it was, nothing lost or doubled', async () => {
    const log = await open()
    const listener = await listen(log)
    await append(log, '1')
    await listener.until(1)
    await redis.kill()
    await expect(append(log, 'refused')).rejects.toThrow('Cannot append to the event log: Redis must answer, got')
    await expect(log.readAfter('')).rejects.toThrow('Cannot read the event log: Redis must answer, got')
    await redis.start()
    await persist(async () => await log.check())
    await append(log, '2')
    expect(await listener.until(2)).toEqual(['1', '2'])
    expect(texts((await log.readAfter('')).events)).toEqual(['1', '2'])
    await log.close()
  })

  test('a connection lost: what is appended before it is back comes once it is', async () => {
    const log = await open(100, 'cut')
    const listener = await listen(log)
    await append(log, '1')
    await listener.until(1)
    const other = await connectRedis(redis.url)
    await other.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal'])
    const keys = ['{cut}:events', '{cut}:counted']
    await other.eval(appendScript, { keys, arguments: ['cafe0000', '100', 'user:alice', 't', '{"text":"2"}'] })
    expect(await listener.until(2)).toEqual(['1', '2'])
    other.destroy()
    await log.close()
  })

  test('Redis back without its data: readers are told to start over, and old positions are not complete', async () => {
    const log = await open()
    const listener = await listen(log)
    const { id } = await append(log, '1')
    await append(log, '2')
    await listener.until(2)
    await redis.kill()
    redis.forget()
    await redis.start()
    await persist(async () => await log.check())
    expect(await log.readAfter(id)).toEqual({ complete: false, events: [], isLast: true })
    await append(log, 'new 1')
    await append(log, 'new 2')
    expect(await listener.until(5)).toEqual(['1', '2', '!', 'new 1', 'new 2'])
    const page = await log.readAfter(id)
    expect([page.complete, texts(page.events)]).toEqual([false, ['new 1', 'new 2']])
    await log.close()
  })

  test('a tail held up until its next events were trimmed: says so before it goes on', async () => {
    const log = await open(3, 'trimmed')
    const { id } = await append(log, '1')
    const [name = '', ...entryId] = id.split('-')
    const after = { entryId: entryId.join('-'), log: name, n: 1 }
    for (const text of ['2', '3', '4', '5']) {
      await append(log, text)
    }
    const connection = await connectRedis(redis.url)
    const heard: unknown[] = []
    await new Promise<void>((resolve, reject) => {
      const onEvent = ({ data }: StoredEvent) => heard.push(data['text']) === 4 && resolve()
      const from = { redis: connection, stream: '{trimmed}:events', after }
      readTail({ ...from, onEvent, onMissed: () => heard.push('!') }).then((stop) => onStop.push(stop), reject)
    })
    expect(heard).toEqual(['!', '3', '4', '5'])
    onStop.splice(0).forEach((stop) => stop())
    connection.destroy()
    await log.close()
  })

  test('a position in the lost end of the log: is not complete, and brings what came after it once', async () => {
    const log = await open()
    const { id } = await append(log, '1')
    const lost = id.replace(/-\d+$/, '-9999')
    expect(await log.readAfter(lost)).toEqual({ complete: false, events: [], isLast: true })
    // Its clock must have moved on: by then, Redis was restarted.
    while ((await append(log, '2')).id.split('-')[1] === id.split('-')[1]);
    const { complete, events } = await log.readAfter(lost)
    expect([complete, events.every((event) => log.isAfter(event.id, lost)), texts(events).at(-1)]).toEqual([
      false,
      true,
      '2',
    ])
    await log.close()
  })

  test('opening: no Redis at the URL is said at once, without its password', async () => {
    const opening = openRedisLog({ url: 'redis://me:secret@127.0.0.1:1', prefix: 'x', keep: 1 })
    await expect(opening).rejects.toThrow(
      'Cannot connect to Redis: redis://127.0.0.1:1 must answer, got connect ECONNREFUSED 127.0.0.1:1',
    )
  })
})
