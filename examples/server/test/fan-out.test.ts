import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFanOut } from '../src/log/fan-out.ts'
import { openFileLog } from '../src/log/file-log.ts'
import { dataDir } from './support/test-server.ts'

test('fan-out: one subscription serves all readers, each by its topics, until it leaves', async () => {
  using dir = dataDir()
  const log = openFileLog(join(dir.path, 'events.jsonl'), { keep: 10 })
  let subscriptions = 0
  const fanOut = createFanOut({
    ...log,
    subscribe: async (onEvent) => {
      const unsubscribe = await log.subscribe(onEvent)
      subscriptions += 1
      return () => (unsubscribe(), (subscriptions -= 1), undefined)
    },
  })
  const heard: string[] = []
  const reader = async (name: string, ...topics: string[]) =>
    await fanOut.read(new Set(topics), ({ topic, seq }) => heard.push(`${name} ${topic} ${seq}`))
  const [first, second] = await Promise.all([reader('first', 'a', 'b'), reader('second', 'b')])
  const append = async (topic: string) => await log.append({ topic, type: 't', data: {} })
  await append('a')
  await append('b')
  const { id } = await append('c')
  expect(heard).toEqual(['first a 1', 'first b 1', 'second b 1'])
  expect([first?.position(), subscriptions]).toEqual([id, 1])
  first?.leave()
  await append('b')
  expect(heard.slice(3)).toEqual(['second b 2'])
  second?.leave()
  await fanOut.close()
  expect(subscriptions).toBe(0)
})

test('fan-out: a log that cannot be subscribed to is tried again by the next reader', async () => {
  using dir = dataDir()
  const log = openFileLog(join(dir.path, 'events.jsonl'), { keep: 10 })
  let failures = 1
  const fanOut = createFanOut({
    ...log,
    subscribe: async (onEvent) => {
      failures -= 1
      if (failures >= 0) {
        throw new Error('down')
      }
      return await log.subscribe(onEvent)
    },
  })
  const heard: number[] = []
  const read = async () => await fanOut.read(new Set(['a']), ({ seq }) => heard.push(seq))
  await expect(read()).rejects.toThrow('down')
  await read()
  await log.append({ topic: 'a', type: 't', data: {} })
  expect(heard).toEqual([1])
})
