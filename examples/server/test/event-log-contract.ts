// What every event log must do, whatever it is made of. Played on the file log; on Redis when it comes.
import { expect, test } from 'vitest'
import type { EventLog, NewEvent, StoredEvent } from '../src/log/event-log.ts'

/** `open(keep)` gives a new, empty log that keeps `keep` events per user. */
export function eventLogContract(open: (keep: number) => Promise<EventLog>): void {
  const event = (text: string): NewEvent => ({ type: 'notification', data: { text } })
  const texts = (events: readonly StoredEvent[]) => events.map(({ data }) => data['text'])

  async function filled(keep: number, user: string, count: number) {
    const log = await open(keep)
    const stored: StoredEvent[] = []
    for (let index = 1; index <= count; index += 1) {
      stored.push(await log.append(user, event(`${index}`)))
    }
    return { log, stored, ids: stored.map(({ id }) => id) }
  }

  test('append: numbers the events of each user 1, 2, 3, … and gives every event an ID of its own', async () => {
    const log = await open(10)
    const stored = [
      await log.append('alice', event('a1')),
      await log.append('bob', event('b1')),
      await log.append('alice', event('a2')),
    ]
    expect(stored.map(({ seq }) => seq)).toEqual([1, 1, 2])
    expect(stored[0]?.id).not.toBe(stored[2]?.id)
  })

  test('readAfter: no position brings everything retained, of that user alone', async () => {
    const { log } = await filled(10, 'alice', 3)
    await log.append('bob', event('b'))
    const history = await log.readAfter('alice', '')
    expect(history).toMatchObject({ complete: true, head: 3 })
    expect(texts(history.events)).toEqual(['1', '2', '3'])
  })

  test('readAfter: each position brings exactly what came after it', async () => {
    const { log, ids } = await filled(10, 'alice', 4)
    const histories = await Promise.all(ids.map(async (id) => await log.readAfter('alice', id)))
    expect(histories.map(({ complete }) => complete)).toEqual([true, true, true, true])
    expect(histories.map(({ events }) => texts(events))).toEqual([['2', '3', '4'], ['3', '4'], ['4'], []])
  })

  test('readAfter: a position whose successors are trimmed is not complete, and brings what is left', async () => {
    const { log, ids } = await filled(3, 'alice', 6)
    const histories = await Promise.all(ids.map(async (id) => await log.readAfter('alice', id)))
    expect(histories.map(({ complete }) => complete)).toEqual([false, false, true, true, true, true])
    expect(texts(histories[0]?.events ?? [])).toEqual(['4', '5', '6'])
  })

  test.each(['unknown', '1', '0', '-1', '1e9', 'ключ'])(
    'readAfter: the foreign position %j is not complete',
    async (id) => {
      const { log } = await filled(10, 'alice', 2)
      const history = await log.readAfter('alice', id)
      expect(history.complete).toBe(false)
      expect(texts(history.events)).toEqual(['1', '2'])
    },
  )

  test('readAfter: a position of another log is not complete, however similar', async () => {
    const { ids } = await filled(10, 'alice', 3)
    const { log } = await filled(10, 'alice', 3)
    const history = await log.readAfter('alice', ids[1] ?? '')
    expect(history.complete).toBe(false)
  })

  test('subscribe: brings the events appended from then on, of that user alone, until it is undone', async () => {
    const { log } = await filled(10, 'alice', 1)
    const heard: StoredEvent[] = []
    const unsubscribe = await log.subscribe('alice', (stored) => heard.push(stored))
    await log.append('alice', event('2'))
    await log.append('bob', event('b'))
    await log.append('alice', event('3'))
    unsubscribe()
    await log.append('alice', event('4'))
    expect(texts(heard)).toEqual(['2', '3'])
  })
}
