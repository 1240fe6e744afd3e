// What every event log must do, whatever it is made of. Played on the file log; on Redis when it comes.
import { expect, test } from 'vitest'
import type { EventLog, NewEvent, Page, StoredEvent } from '../src/log/event-log.ts'

/** `open(keep)` gives a new, empty log that keeps exactly `keep` events in all, and names itself differently each time. */
export function eventLogContract(open: (keep: number) => Promise<EventLog>): void {
  const event = (text: string, topic = 'user:alice'): NewEvent => ({ topic, type: 'notification', data: { text } })
  const texts = (events: readonly StoredEvent[]) => events.map(({ data }) => data['text'])

  async function filled(keep: number, count: number) {
    const log = await open(keep)
    const stored: StoredEvent[] = []
    for (let index = 1; index <= count; index += 1) {
      stored.push(await log.append(event(`${index}`)))
    }
    return { log, stored, ids: stored.map(({ id }) => id) }
  }

  /** Every page from `position` to the end of the log. */
  async function pagesAfter(log: EventLog, position: string): Promise<Page[]> {
    const pages: Page[] = []
    for (let from = position; pages.at(-1)?.isLast !== true; from = pages.at(-1)?.events.at(-1)?.id ?? from) {
      pages.push(await log.readAfter(from))
    }
    return pages
  }

  async function textsAfter(log: EventLog, position: string) {
    return texts((await pagesAfter(log, position)).flatMap(({ events }) => events))
  }

  test('append: numbers the events of each topic 1, 2, 3, … and gives every event an ID of its own', async () => {
    const log = await open(10)
    const stored = [
      await log.append(event('a1', 'user:alice')),
      await log.append(event('b1', 'user:bob')),
      await log.append(event('a2', 'user:alice')),
    ]
    expect(stored.map(({ seq }) => seq)).toEqual([1, 1, 2])
    expect(new Set(stored.map(({ id }) => id)).size).toBe(3)
    await log.close()
  })

  test('append: many at once get consecutive numbers, in the order of the log', async () => {
    const log = await open(100)
    await Promise.all(Array.from({ length: 50 }, async (_, index) => await log.append(event(`${index}`))))
    const events = (await pagesAfter(log, '')).flatMap((page) => page.events)
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
    await log.close()
  })

  test('readAfter: no position brings everything retained, of all topics in one order, as it was stored', async () => {
    const log = await open(10)
    const stored = [
      await log.append(event('a1', 'user:alice')),
      await log.append(event('привет\n🐟', 'room:lobby')),
      await log.append(event('a2', 'user:alice')),
    ]
    const pages = await pagesAfter(log, '')
    expect(pages.every(({ complete }) => complete)).toBe(true)
    expect(pages.flatMap(({ events }) => events)).toEqual(stored)
    await log.close()
  })

  test('readAfter: each position brings exactly what came after it', async () => {
    const { log, ids } = await filled(10, 4)
    const pages = await Promise.all(ids.map(async (id) => await log.readAfter(id)))
    expect(pages.map(({ complete }) => complete)).toEqual([true, true, true, true])
    expect(await Promise.all(ids.map(async (id) => await textsAfter(log, id)))).toEqual([
      ['2', '3', '4'],
      ['3', '4'],
      ['4'],
      [],
    ])
    await log.close()
  })

  test('readAfter: more than a page comes page by page, the last one says so', async () => {
    const { log, ids } = await filled(5_000, 2_500)
    const pages = await pagesAfter(log, ids[9] ?? '')
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.map(({ isLast }) => isLast)).toEqual(pages.map((_, index) => index === pages.length - 1))
    expect(texts(pages.flatMap(({ events }) => events))).toEqual(
      Array.from({ length: 2_490 }, (_, index) => `${index + 11}`),
    )
    await log.close()
  })

  test('readAfter: a position whose successors are trimmed is not complete, and brings what is left', async () => {
    const { log, ids } = await filled(3, 6)
    const pages = await Promise.all(ids.map(async (id) => await log.readAfter(id)))
    // The third event is gone itself, but nothing after it: a log may know that, or not.
    expect(pages.map(({ complete }) => complete).toSpliced(2, 1)).toEqual([false, false, true, true, true])
    expect(await textsAfter(log, ids[0] ?? '')).toEqual(['4', '5', '6'])
    await log.close()
  })

  test.each(['unknown', '1', '0', '-1', '1e9', '1-1', '0-0', 'ключ'])(
    'readAfter: the foreign position %j is not complete',
    async (id) => {
      const { log } = await filled(10, 2)
      expect(await log.readAfter(id)).toMatchObject({ complete: false })
      expect(await textsAfter(log, id)).toEqual(['1', '2'])
      await log.close()
    },
  )

  test('readAfter: a position of another log is not complete, however similar', async () => {
    const { log: other, ids } = await filled(10, 3)
    const { log } = await filled(10, 3)
    expect(await log.readAfter(ids[1] ?? '')).toMatchObject({ complete: false })
    await Promise.all([log.close(), other.close()])
  })

  test('readAfter: a foreign position in an empty log is not complete', async () => {
    const log = await open(10)
    expect(await log.readAfter('elsewhere-7')).toEqual({ complete: false, events: [], isLast: true })
    await log.close()
  })

  test('isAfter: follows the order of the log', async () => {
    const { log, ids } = await filled(20, 12)
    const [first = '', , third = ''] = ids
    expect([log.isAfter(third, first), log.isAfter(first, third), log.isAfter(first, first)]).toEqual([
      true,
      false,
      false,
    ])
    expect(log.isAfter(first, '')).toBe(true)
    // By number and not by text: the twelfth comes after the third.
    expect(log.isAfter(ids[11] ?? '', third)).toBe(true)
    await log.close()
  })

  test('subscribe: brings the events appended from then on, of all topics, until it is undone', async () => {
    const { log } = await filled(10, 1)
    const heard: StoredEvent[] = []
    let onHeard = (_count: number): void => {}
    const unsubscribe = await log.subscribe((stored) => onHeard(heard.push(stored)))
    const three = new Promise<void>((resolve) => (onHeard = (count) => count === 3 && resolve()))
    const stored = [
      await log.append(event('2')),
      await log.append(event('b', 'user:bob')),
      await log.append(event('3')),
    ]
    await three
    expect(heard).toEqual(stored)
    unsubscribe()
    await log.append(event('4'))
    expect(heard).toEqual(stored)
    await log.close()
  })
}
