import { EventStreamError } from '@linefeed/client'
import {
  createRegistry,
  errorToThrow,
  eventStreamOptions,
  initialSnapshot,
  isSamePlace,
  look,
  pageRegistry,
  selectView,
  toReaderOptions,
  type Snapshot,
} from '@linefeed/client/store'
import { describe, expect, test } from 'vitest'

function snapshot(data: unknown, others: Partial<Snapshot<unknown>> = {}): Snapshot<unknown> {
  return { data, state: open, error: undefined, lastEventId: '', ...others }
}

const open = { phase: 'open', attempt: 1 } as const
const url = '/events'
const even = { url, select: (count: number) => count % 2 === 0 }

describe('view', () => {
  test('without select and isEqual: is the snapshot', () => {
    const one = snapshot(1)
    expect(selectView(one, { url }, snapshot(1))).toBe(one)
  })

  test('select: gives what it selects, and the former view while that is the same', () => {
    const former = selectView(snapshot(2), even)
    expect(former.data).toBe(true)
    expect(selectView(snapshot(4, { lastEventId: '4' }), even, former)).toBe(former)
    expect(selectView(snapshot(5), even, former).data).toBe(false)
  })

  test.each([{ state: { ...open } }, { error: new EventStreamError('no-body', '', {}) }])(
    'another %j: is another view, with the data that is the same',
    (others) => {
      const list = {
        url,
        select: (data: number) => [data],
        isEqual: (one: number[], other: number[]) => one[0] === other[0],
      }
      const former = selectView(snapshot(1), list)
      const next = selectView(snapshot(1, others), list, former)
      expect(next).toMatchObject(others)
      expect(next).not.toBe(former)
      expect(next.data).toBe(former.data)
    },
  )
})

describe('error to throw', () => {
  const error = new EventStreamError('no-body', 'no body', {})
  const failed = snapshot(1, { state: { phase: 'closed', reason: 'failed', error } })

  test.each([
    ['not asked for', failed, { url }, undefined],
    [
      'asked for, of another end',
      snapshot(1, { state: { phase: 'closed', reason: 'aborted', error } }),
      { url, throwOnError: true },
      undefined,
    ],
    ['asked for', failed, { url, throwOnError: true }, error],
    ['asked for by its code', failed, { url, throwOnError: ({ code }: EventStreamError) => code === 'no-body' }, error],
    ['another code', failed, { url, throwOnError: ({ code }: EventStreamError) => code === 'content-type' }, undefined],
    ['the stream goes on', snapshot(1, { error }), { url, throwOnError: true }, undefined],
  ])('%s', (_case, given, options, thrown) => expect(errorToThrow(given, options)).toBe(thrown))
})

test('options: a URL and options are one object, with an identity', () => {
  expect(toReaderOptions('/a', { key: 'k' }, 'A')).toEqual({ url: '/a', key: 'k', identity: 'A' })
  expect(toReaderOptions(null, undefined, undefined)).toEqual({ url: null, identity: null })
  expect(toReaderOptions({ url, identity: null }, undefined, 'A')).toEqual({ url, identity: null })
  expect(toReaderOptions(new URL('https://example.com'), undefined, 'A').url).toEqual(new URL('https://example.com'))
})

describe('place', () => {
  const place = { registry: createRegistry(), id: 'a', whose: 'ann' }

  test.each([
    [{}, true],
    [{ registry: createRegistry() }, false],
    [{ id: 'b' }, false],
    [{ whose: 'bob' }, false],
  ])('with %o: is the same place: %s', (change, expected) => {
    expect(isSamePlace(place, { ...place, ...change })).toBe(expected)
  })

  test('look at a session that nobody holds: what was seen of it before, or what it begins with', () => {
    const options = { url, initial: 1, select: (count: number) => ({ count }), isEqual: () => true }
    const first = look(place, options)
    expect(first).toEqual({
      ...place,
      snapshot: initialSnapshot(options),
      select: options.select,
      view: { ...initialSnapshot(options), data: { count: 1 } },
    })
    const before = { ...first, snapshot: { ...first.snapshot, data: 2 } }
    expect(look(place, options, before).snapshot).toBe(before.snapshot)
    expect(look(place, options, before).view).toBe(before.view)
    expect(look({ ...place, id: 'b' }, options, before).snapshot).toEqual(initialSnapshot(options))
  })

  test('look at a session that is held: what is published of it', () => {
    const published = snapshot(3)
    const registry = { ...place.registry, getSnapshot: () => published }
    expect(look({ ...place, registry }, { url }).snapshot).toBe(published)
  })
})

test('registry of the page: is one', () => {
  expect(pageRegistry()).toBe(pageRegistry())
  expect(pageRegistry().identify({ url }, {})).toBe(createRegistry().identify({ url }, {}))
})

test('eventStreamOptions: is the definition itself', () => {
  const definition = { url }
  expect(eventStreamOptions(definition)).toBe(definition)
})
