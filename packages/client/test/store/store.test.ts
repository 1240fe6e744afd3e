import type { EventStreamState } from '@linefeed/client'
import {
  createStore,
  initialSnapshot,
  type EventStore,
  type StoreCallbacks,
  type StoreDefinition,
} from '@linefeed/client/store'
import { describe, expect, test, vi, onTestFinished } from 'vitest'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createManualClock } from '../support/manual-clock.ts'
import { createTestPage } from '../support/page.ts'
import { createScriptedServer } from '../support/scripted-server.ts'

function createShop(definition: Partial<StoreDefinition> = {}) {
  const clock = createManualClock()
  const server = createScriptedServer()
  const store = createStore({
    url: 'https://example.com/events',
    fetch: server.fetch,
    platform: { clock, page: createTestPage(), random: () => 0.5 },
    ...definition,
  })
  return { clock, server, store }
}

/** Subscribes, and collects the data of every publication. */
function watch(
  store: EventStore,
  callbacks?: StoreCallbacks,
): { data: unknown[]; phases: string[]; leave: () => void } {
  const data: unknown[] = []
  const phases: string[] = []
  const leave = store.subscribe(() => {
    const snapshot = store.getSnapshot()
    data.push(snapshot.data)
    phases.push(snapshot.state.phase)
  }, callbacks)
  return { data, phases, leave }
}

const numbers = (count: number, from = 1): string =>
  Array.from({ length: count }, (_, index) => `id: ${from + index}\ndata: ${from + index}\n\n`).join('')

describe('publication', () => {
  test('1,000 events in a tick: are published once, and heard one by one', async () => {
    const { clock, server, store } = createShop()
    const heard: unknown[] = []
    const { data } = watch(store, { onEvent: (event) => heard.push(event.data) })
    await clock.settle()
    server.latest.open(numbers(1_000))
    await clock.settle()
    data.length = 0
    await clock.advance(0)
    expect(data).toEqual(['1000'])
    expect(heard).toEqual(Array.from({ length: 1_000 }, (_, index) => String(index + 1)))
  })

  test('state: is published at once, with the data that came before it', async () => {
    const { clock, server, store } = createShop({ flush: 60_000 })
    const { data, phases } = watch(store)
    await clock.settle()
    server.latest.open('data: 1\n\n')
    await clock.settle()
    server.latest.break()
    await clock.settle()
    expect(phases).toEqual(['connecting', 'open', 'waiting'])
    expect(data).toEqual([undefined, undefined, '1'])
  })

  test('snapshot: is never ahead of what was published', async () => {
    const { clock, server, store } = createShop({ flush: 100 })
    watch(store)
    await clock.settle()
    server.latest.open('data: 1\n\n')
    await clock.settle()
    const before = store.getSnapshot()
    server.latest.send('data: 2\n\n')
    await clock.settle()
    expect(store.getSnapshot()).toBe(before)
    await clock.advance(100)
    expect(store.getSnapshot()).toMatchObject({ data: '2' })
    expect(before.data).toBeUndefined()
  })

  test('second subscriber: sees what the first was told, and no more', async () => {
    const { clock, server, store } = createShop({ flush: 100 })
    watch(store)
    await clock.settle()
    server.latest.open('data: 1\n\n')
    await clock.settle()
    const before = store.getSnapshot()
    watch(store)
    expect(store.getSnapshot()).toBe(before)
  })

  test('before anything came: the snapshot is that of a server', async () => {
    const { clock, server, store } = createShop()
    expect(store.getSnapshot()).toBe(store.getServerSnapshot())
    expect(store.getServerSnapshot()).toEqual({ ...initialSnapshot({ url: '' }), lastEventId: '' })
    watch(store)
    expect(store.getSnapshot()).toMatchObject({ state: { phase: 'connecting' }, lastEventId: '' })
    await clock.settle()
    server.latest.open('data: 1\n\n')
  })

  test('nobody subscribed: the snapshot stays the same object while nothing comes', async () => {
    const { clock, server, store } = createShop()
    const { leave } = watch(store)
    await clock.settle()
    server.latest.open('data: 1\n\n')
    await clock.settle()
    leave()
    await clock.advance(1_000)
    const after = store.getSnapshot()
    expect(after.data).toBe('1')
    expect(store.getSnapshot()).toBe(after)
  })

  test('flush after so many milliseconds: frames are of no matter', async () => {
    const frames: (() => void)[] = []
    vi.stubGlobal('requestAnimationFrame', (callback: () => void) => frames.push(callback))
    vi.stubGlobal('cancelAnimationFrame', () => {})
    onTestFinished(() => void vi.unstubAllGlobals())
    const { clock, server, store } = createShop({ flush: 250 })
    const { data } = watch(store)
    await clock.settle()
    server.latest.open('data: 1\n\n')
    await clock.settle()
    frames.forEach((frame) => frame())
    expect(data.at(-1)).toBeUndefined()
    await clock.advance(250)
    expect(data.at(-1)).toBe('1')
  })

  test('state: publishes what is planned, too, and leaves no timer for it', async () => {
    const { clock, server, store } = createShop({ flush: 60_000 })
    const { data } = watch(store)
    await clock.settle()
    server.latest.open('data: 1\n\n')
    await clock.settle()
    store.close()
    expect([data.at(-1), clock.pending]).toEqual(['1', 0])
  })

  test.each([
    ['sync', 0, ['1', '2']],
    [250, 250, ['2']],
  ] as const)('flush %s: publishes when it says', async (flush, after, published) => {
    const { clock, server, store } = createShop({ flush })
    const { data } = watch(store)
    await clock.settle()
    server.latest.open()
    await clock.settle()
    data.length = 0
    server.latest.send('data: 1\n\ndata: 2\n\n')
    await clock.settle()
    expect(data).toEqual(after === 0 ? published : [])
    await clock.advance(after)
    expect(data).toEqual(published)
  })

  test('frames: one publication per frame, and a timer where frames stop', async () => {
    const frames: (() => void)[] = []
    vi.stubGlobal('requestAnimationFrame', (callback: () => void) => frames.push(callback))
    vi.stubGlobal('cancelAnimationFrame', (frame: number) => void (frames[frame - 1] = () => {}))
    onTestFinished(() => void vi.unstubAllGlobals())
    const { clock, server, store } = createShop()
    const { data } = watch(store)
    await clock.settle()
    server.latest.open('data: 1\n\n')
    await clock.settle()
    data.length = 0
    frames.at(-1)?.()
    expect(data).toEqual(['1'])
    server.latest.send('data: 2\n\n')
    await clock.advance(100)
    expect(data).toEqual(['1', '2'])
    frames.at(-1)?.()
    expect(data).toEqual(['1', '2'])
  })

  test('frames that come at once, as in tests: each event is published, once, and no timer is left', async () => {
    vi.stubGlobal('requestAnimationFrame', (callback: (time: number) => void) => {
      callback(0)
      return 1
    })
    vi.stubGlobal('cancelAnimationFrame', () => {})
    onTestFinished(() => void vi.unstubAllGlobals())
    const { clock, server, store } = createShop({ connectTimeout: 0 })
    const errors: string[] = []
    const { data } = watch(store, { onError: ({ code }) => errors.push(code) })
    await clock.settle()
    server.latest.open()
    await clock.settle()
    data.length = 0
    server.latest.send('data: 1\n\ndata: 2\n\n')
    await clock.settle()
    expect([data, errors, clock.pending]).toEqual([['1', '2'], [], 0])
  })

  test('many chunks before a flush: plan one', async () => {
    const { clock, server, store } = createShop({ flush: 60_000 })
    watch(store)
    await clock.settle()
    server.latest.open('data: 1\n\n')
    await clock.settle()
    const planned = clock.pending
    server.latest.send('data: 2\n\n')
    await clock.settle()
    expect(clock.pending).toBe(planned)
  })

  test('nobody subscribed: nothing is built, nothing is planned, and nothing is lost', async () => {
    const { clock, server, store } = createShop({
      initial: 0,
      reduce: (sum: number) => sum + 1,
      linger: 60_000,
    })
    const { leave } = watch(store)
    await clock.settle()
    server.latest.open(numbers(10))
    await clock.settle()
    leave()
    await clock.advance(1_000)
    const before = clock.pending
    expect(store.getSnapshot().data).toBe(10)
    server.latest.send(numbers(10, 11))
    await clock.settle()
    expect(clock.pending).toBe(before)
    expect(store.getSnapshot().data).toBe(20)
  })
})

describe('data', () => {
  test('reduce: sees each event once, from the initial data on', async () => {
    const { clock, server, store } = createShop({
      flush: 'sync',
      initial: '',
      reduce: (text: string, event: { data: string }) => text + event.data,
    })
    const { data } = watch(store)
    expect(store.getServerSnapshot()).toMatchObject({ data: '', state: { phase: 'idle' } })
    await clock.settle()
    server.latest.open('data: a\n\ndata: b\n\n')
    await clock.settle()
    expect(data.at(-1)).toBe('ab')
  })

  test('reduce that throws: is reported, and the stream goes on with the data it had', async () => {
    const errors: unknown[] = []
    const { clock, server, store } = createShop({
      flush: 'sync',
      initial: 0,
      reduce: (sum: number, event: { data: string }) => {
        if (event.data === '2') {
          throw new Error('two')
        }
        return sum + Number(event.data)
      },
    })
    const { data } = watch(store, { onError: ({ code }) => errors.push(code) })
    await clock.settle()
    server.latest.open(numbers(3))
    await clock.settle()
    expect([data.at(-1), errors]).toEqual([4, ['callback-failed']])
  })

  test('maxItems: keeps the latest events, in a list that does not change', async () => {
    const { clock, server, store } = createShop({ flush: 'sync', maxItems: 3 })
    const { data } = watch(store)
    await clock.settle()
    server.latest.open(numbers(100))
    await clock.settle()
    const ids = data.map((list) => (list as { id: string }[]).map(({ id }) => id))
    expect(ids.at(-1)).toEqual(['98', '99', '100'])
    expect(ids.slice(2, 6)).toEqual([['1'], ['1', '2'], ['1', '2', '3'], ['2', '3', '4']])
    expect(store.getServerSnapshot().data).toEqual([])
  })

  test('maxItems: any number of events leaves the latest ones', async () => {
    const { clock, server, store } = createShop({ maxItems: 3, flush: 'sync' })
    watch(store)
    await clock.settle()
    server.latest.open()
    for (let last = 1; last <= 10; last++) {
      server.latest.send(numbers(1, last))
      await clock.settle()
      const kept = (store.getSnapshot().data as { id: string }[]).map(({ id }) => Number(id))
      expect(kept).toEqual([last - 2, last - 1, last].filter((number) => number > 0))
    }
  })

  test('maxItems: a change of state alone gives the same list', async () => {
    const { clock, server, store } = createShop({ flush: 'sync', maxItems: 3 })
    const { data, phases } = watch(store)
    await clock.settle()
    server.latest.open(numbers(2))
    await clock.settle()
    const before = data.at(-1)
    server.latest.break()
    await clock.settle()
    expect(phases.at(-1)).toBe('waiting')
    expect(data.at(-1)).toBe(before)
    await clock.next()
    server.latest.open(numbers(1, 3))
    await clock.settle()
    expect(data.at(-1)).not.toBe(before)
  })

  test('maxItems: what is no longer in the list is no longer in memory', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const made: WeakRef<object>[] = []
    const { clock, server, store } = createShop({
      flush: 'sync',
      maxItems: 10,
      decode: ({ data }) => {
        const decoded = { data }
        made.push(new WeakRef(decoded))
        return decoded
      },
    })
    store.subscribe(() => {})
    await clock.settle()
    server.latest.open(numbers(1_000))
    await clock.settle()
    collectGarbage()
    const kept = made.filter((ref) => ref.deref()).length
    expect(made).toHaveLength(1_000)
    expect(store.getSnapshot().data).toHaveLength(10)
    // Dropped in bulk, and the chunk that was read last may still be at hand.
    expect(kept).toBeLessThanOrEqual(30)
  })

  test('identical events in a row: each is published', async () => {
    const { clock, server, store } = createShop({ flush: 'sync' })
    const { data } = watch(store)
    await clock.settle()
    server.latest.open('data: x\n\ndata: x\n\n')
    await clock.settle()
    expect(data.filter((value) => value === 'x')).toHaveLength(2)
  })
})

describe('errors', () => {
  test('failure: is kept while the stream tries again, and gone once it is open', async () => {
    const { clock, server, store } = createShop()
    watch(store)
    await clock.settle()
    server.latest.break()
    await clock.settle()
    expect(store.getSnapshot().error?.code).toBe('request-failed')
    await clock.next()
    expect(store.getSnapshot()).toMatchObject({ state: { phase: 'connecting' }, error: { code: 'request-failed' } })
    server.latest.open()
    await clock.settle()
    expect(store.getSnapshot().error).toBeUndefined()
  })

  test('subscriber that throws: hurts no other', async () => {
    const { clock, server, store } = createShop({ flush: 'sync' })
    const errors: string[] = []
    const bad = (): never => {
      throw new Error('bad')
    }
    store.subscribe(bad, { onEvent: bad, onStateChange: bad, onError: ({ code }) => errors.push(code) })
    const { data } = watch(store)
    await clock.settle()
    server.latest.open('data: 1\n\n')
    await clock.settle()
    expect(data.at(-1)).toBe('1')
    expect(new Set(errors)).toEqual(new Set(['callback-failed']))
  })
})

describe('callbacks', () => {
  test('subscriber: hears of states, failures and gaps at once', async () => {
    const { clock, server, store } = createShop()
    const heard: unknown[] = []
    store.subscribe(() => {}, {
      onStateChange: ({ phase }) => heard.push(phase),
      onError: ({ code }) => heard.push(code),
      onGap: ({ lastEventId }) => heard.push(`gap ${lastEventId}`),
    })
    await clock.settle()
    server.latest.open('id: 7\ndata: seven\n\n')
    await clock.settle()
    server.latest.break()
    await clock.next()
    server.latest.answer(new Response(null, { status: 410 }))
    await clock.settle()
    expect(heard).toEqual(['connecting', 'open', 'connection-lost', 'waiting', 'connecting', 'gap 7', 'waiting'])
  })
})

describe('life', () => {
  test('without a platform: is that of the system', () => {
    const store = createStore({ url: 'https://example.com/events' })
    expect(store.getSnapshot().state).toEqual({ phase: 'idle' })
    store.drop()
    expect(store.getSnapshot()).toBe(store.getServerSnapshot())
  })

  test('drop(): no request, no timer, and what it was before it was opened', async () => {
    const { clock, server, store } = createShop({ flush: 60_000, linger: 60_000 })
    const { leave } = watch(store)
    await clock.settle()
    server.latest.open('id: 7\ndata: seven\n\n')
    await clock.settle()
    leave()
    store.drop()
    expect([server.latest.isAborted, clock.pending]).toEqual([true, 0])
    expect(store.getSnapshot()).toBe(store.getServerSnapshot())
    watch(store)
    await clock.settle()
    expect(server.exchanges.map(({ lastEventId }) => lastEventId)).toEqual(['', ''])
  })

  test('drop() after its end: may be opened again', async () => {
    const { clock, server, store } = createShop({ until: 'done' })
    watch(store)
    await clock.settle()
    server.latest.open('event: done\ndata\n\n')
    await clock.settle()
    store.drop()
    watch(store)
    await clock.settle()
    expect(server.exchanges).toHaveLength(2)
  })

  test('let go of after its end: stays over', async () => {
    const { clock, server, store } = createShop({ until: 'done' })
    const { leave } = watch(store)
    await clock.settle()
    server.latest.open('event: done\ndata\n\n')
    await clock.settle()
    leave()
    await clock.advance(60_000)
    const over = store.getSnapshot()
    watch(store)
    await clock.settle()
    expect(over).toMatchObject({ state: { phase: 'closed', reason: 'finished' }, error: undefined })
    expect(store.getSnapshot()).toBe(over)
    expect(server.exchanges).toHaveLength(1)
  })

  test('close() and reconnect() without a stream: do nothing', async () => {
    const { clock, server, store } = createShop()
    store.close()
    store.reconnect()
    await clock.settle()
    expect([server.exchanges, store.getSnapshot().state.phase]).toEqual([[], 'idle'])
  })

  test('reconnect() of a live stream: another request from its position, and not two at once', async () => {
    const { clock, server, store } = createShop()
    watch(store)
    await clock.settle()
    server.latest.open('id: 7\ndata: seven\n\n')
    await clock.settle()
    store.reconnect()
    await clock.next()
    expect(server.exchanges.map(({ lastEventId, isLive }) => [lastEventId, isLive])).toEqual([
      ['', false],
      ['7', true],
    ])
  })

  test('last one out: closes after the linger; the next one goes on from the position', async () => {
    const { clock, server, store } = createShop({ linger: 1_000, connectTimeout: 0 })
    const { leave } = watch(store)
    await clock.settle()
    server.latest.open('id: 7\ndata: seven\n\n')
    await clock.advance(500)
    leave()
    await clock.advance(1_000)
    expect(server.latest.isAborted).toBe(true)
    expect(clock.pending).toBe(0)
    expect(store.getSnapshot()).toMatchObject({ data: 'seven', state: { phase: 'idle' } })
    watch(store)
    await clock.settle()
    expect(server.exchanges.map(({ lastEventId }) => lastEventId)).toEqual(['', '7'])
  })

  test('next one in before the linger is over: the stream stays', async () => {
    const { clock, server, store } = createShop({ linger: 1_000, connectTimeout: 0 })
    const { leave } = watch(store)
    await clock.settle()
    server.latest.open('data: 1\n\n')
    await clock.advance(500)
    leave()
    await clock.advance(500)
    watch(store)
    await clock.advance(60_000)
    expect([server.exchanges.length, server.latest.isAborted]).toEqual([1, false])
  })

  test('reconnect() of a stream that failed: a new one, with position and data', async () => {
    const { clock, server, store } = createShop({ flush: 'sync' })
    watch(store)
    await clock.settle()
    server.latest.open('id: 7\ndata: seven\n\n')
    await clock.settle()
    server.latest.end()
    await clock.next()
    server.latest.answer(new Response(null, { status: 404 }))
    await clock.settle()
    expect(store.getSnapshot()).toMatchObject({ data: 'seven', state: { phase: 'closed' }, error: { status: 404 } })
    store.reconnect()
    await clock.advance(350)
    expect(server.exchanges.map(({ lastEventId }) => lastEventId)).toEqual(['', '7', '7'])
    expect(store.getSnapshot()).toMatchObject({ data: 'seven', state: { phase: 'connecting' } })
  })

  test.each(['let go of', 'closed'] as const)('%s while an event is being decoded: it comes again', async (how) => {
    const decoded: (() => void)[] = []
    const { clock, server, store } = createShop({
      flush: 'sync',
      initial: '',
      reduce: (text: string, { data }: { data: string }) => text + data,
      decode: async ({ data }) => new Promise<string>((resolve) => decoded.push(() => resolve(data))),
    })
    const { leave } = watch(store)
    await clock.settle()
    server.latest.open('id: 1\ndata: a\n\n')
    await clock.settle()
    decoded.shift()?.()
    await clock.settle()
    server.latest.send('id: 2\ndata: b\n\n')
    await clock.settle()
    if (how === 'closed') {
      store.close()
      await clock.advance(1_000)
      store.reconnect()
    } else {
      leave()
      await clock.advance(1_000)
      watch(store)
    }
    await clock.settle()
    expect(server.exchanges.map(({ lastEventId }) => lastEventId)).toEqual(['', '1'])
    server.latest.open('id: 2\ndata: b\n\n')
    await clock.settle()
    decoded.forEach((resolve) => resolve())
    await clock.settle()
    expect(store.getSnapshot()).toMatchObject({ data: 'ab', lastEventId: '2' })
  })

  test('let go of after a gap: starts from the start', async () => {
    const { clock, server, store } = createShop()
    const { leave } = watch(store)
    await clock.settle()
    server.latest.open('id: 7\ndata: seven\n\n')
    await clock.settle()
    server.latest.break()
    await clock.next()
    server.latest.answer(new Response(null, { status: 410 }))
    await clock.settle()
    leave()
    await clock.advance(1_000)
    watch(store)
    await clock.settle()
    expect(server.exchanges.map(({ lastEventId }) => lastEventId)).toEqual(['', '7', ''])
  })
  test.each([
    [{}, 350],
    [{ retry: { base: 5_000 } }, 350],
    [{ retry: { base: 20 } }, 20],
    [{ retry: () => 1 }, 350],
  ])('reconnect() as soon as it is over, with %j: attempts start %i ms apart', async (definition, apart) => {
    const { clock, server, store } = createShop(definition)
    const startedAt: number[] = []
    store.subscribe(() => {}, {
      onStateChange({ phase }) {
        if (phase === 'connecting') {
          startedAt.push(clock.now())
        } else if (phase === 'closed') {
          store.reconnect()
        }
      },
    })
    for (let attempt = 0; attempt < 4; attempt++) {
      await clock.settle()
      server.latest.answer(new Response(null, { status: 404 }))
      await clock.next()
    }
    expect(startedAt).toEqual([0, 1, 2, 3, 4].map((number) => number * apart))
  })

  test('let go of and opened again in a row: attempts start as far apart', async () => {
    const { clock, server, store } = createShop()
    for (let visit = 0; visit < 20; visit++) {
      const { leave } = watch(store)
      await clock.settle()
      leave()
      await clock.advance(50)
    }
    expect(server.exchanges).toHaveLength(3)
    watch(store)
    await clock.advance(350)
    expect(server.exchanges).toHaveLength(4)
    expect(server.exchanges.filter(({ isLive }) => isLive)).toHaveLength(1)
  })

  test.each([
    ['close()', (store: EventStore) => store.close()],
    ['drop()', (store: EventStore) => store.drop()],
  ])('%s before the next attempt may start: there is none, and no timer', async (_what, end) => {
    const { clock, server, store } = createShop()
    watch(store)
    await clock.settle()
    server.latest.answer(new Response(null, { status: 404 }))
    await clock.settle()
    store.reconnect()
    store.reconnect()
    expect(clock.pending).toBe(1)
    end(store)
    expect(clock.pending).toBe(0)
    await clock.advance(1_000)
    expect(server.exchanges).toHaveLength(1)
  })

  test.each([
    [
      'reconnect() when it is over',
      (store: EventStore, { phase }: EventStreamState) => phase === 'closed' && store.reconnect(),
      ['open', 'closed', 'connecting'],
    ],
    [
      'close() when it opens',
      (store: EventStore, { phase }: EventStreamState) => phase === 'open' && store.close(),
      ['open', 'closed'],
    ],
  ])('%s: all hear of the states in their order', async (_what, act, phases) => {
    const { clock, server, store } = createShop()
    const heard: string[] = []
    store.subscribe(() => {}, { onStateChange: (state) => act(store, state) })
    store.subscribe(() => {}, { onStateChange: ({ phase }) => heard.push(phase) })
    await clock.advance(1_000)
    server.latest.open()
    await clock.settle()
    store.close()
    await clock.settle()
    expect(heard).toEqual(phases)
  })
})
