import { bearer, byId, json } from '@linefeed/client'
import type { RegistryOptions } from '@linefeed/client/store'
import { build } from 'esbuild'
import fc from 'fast-check'
import { fileURLToPath } from 'node:url'
import { runInNewContext } from 'node:vm'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createHouse, type House } from './support.ts'

describe('keys', () => {
  test('three components, one key: one request; a late joiner has the data at once; the last one closes', async () => {
    const { clock, server, mount } = createHouse()
    const first = mount({ key: ['quotes'] })
    const second = mount({ key: ['quotes'] })
    await clock.settle()
    server.latest.open('data: 1\n\n')
    await clock.settle()
    const third = mount({ key: ['quotes'] })
    expect(third.shown()).toBe('1')
    expect(server.exchanges).toHaveLength(1)
    first.unmount()
    second.unmount()
    await clock.advance(1_000)
    expect(server.latest.isAborted).toBe(false)
    third.unmount()
    await clock.next()
    expect(server.latest.isAborted).toBe(true)
    expect(clock.pending).toBe(0)
  })

  test('GET without a key: is shared by its URL', async () => {
    const { clock, server, mount } = createHouse()
    mount({ url: 'https://example.com/a' })
    mount({ url: 'https://example.com/a' })
    mount({ url: 'https://example.com/b' })
    await clock.settle()
    expect(server.exchanges.map(({ url }) => url)).toEqual(['https://example.com/a', 'https://example.com/b'])
  })

  test('POST without a key: two prompts are two answers', async () => {
    const { clock, server, mount } = createHouse()
    mount({ body: { prompt: 'hi' } })
    mount({ body: { prompt: 'hi' } })
    await clock.settle()
    expect(server.exchanges).toHaveLength(2)
  })

  test.each([
    [{ method: 'POST' }, false],
    [{ method: 'GET', body: {} }, true],
    [{ method: 'get' }, true],
    [{ body: {} }, false],
    [{}, true],
  ] as const)('%o without a key: is shared: %s', (request, isShared) => {
    const { registry } = createHouse()
    const identify = (owner: object) => registry.identify({ url: '/events', ...request }, owner)
    const owner = {}
    expect(identify(owner)).toBe(identify(owner))
    expect(identify(owner) === identify({})).toBe(isShared)
  })

  test('POST without a key: another URL is another answer, for the same component', async () => {
    const { clock, server, registry, mount } = createHouse()
    const owner = {}
    const ask = (url: string | URL) => ({ url, body: { prompt: 'hi' } })
    const first = mount(ask('https://example.com/rooms/1'), owner)
    await clock.settle()
    server.latest.open('id: 7\ndata: room 1\n\n')
    await clock.settle()
    first.unmount()
    const second = mount(ask(new URL('https://example.com/rooms/2')), owner)
    expect(second.shown()).toBeUndefined()
    await clock.advance(1_000)
    expect(server.exchanges.map(({ url, lastEventId }) => [url, lastEventId])).toEqual([
      ['https://example.com/rooms/1', ''],
      ['https://example.com/rooms/2', ''],
    ])
    const identify = (url: string | URL) => registry.identify(ask(url), owner)
    expect(identify('https://example.com/')).toBe(identify(new URL('https://example.com')))
  })

  test('remount within a task: one request', async () => {
    const { clock, server, mount } = createHouse()
    mount({}).unmount()
    mount({})
    await clock.advance(1_000)
    expect(server.exchanges).toHaveLength(1)
  })

  test.each([{ enabled: false }, { url: null }])('%j: no request', async (options) => {
    const { clock, server, mount } = createHouse()
    const component = mount({ ...options, initial: 'nothing yet' })
    await clock.settle()
    expect([server.exchanges, component.shown()]).toEqual([[], 'nothing yet'])
  })

  const count = (sum: number): number => sum + 1
  test.each<[isWarned: boolean, one: Partial<RegistryOptions>, other: Partial<RegistryOptions>]>([
    [false, { maxItems: 5, idleTimeout: 1 }, { idleTimeout: 1, maxItems: 5 }],
    [false, { retry: { base: 1, cap: 2 } }, { retry: { cap: 2, base: 1 } }],
    [false, { method: 'GET' }, {}],
    [false, { body: { a: 1 }, method: 'post' }, { body: { a: 1 } }],
    [false, { maxItems: undefined }, {}],
    [false, { url: 'https://example.com/a' }, { url: new URL('https://example.com/a') }],
    [false, { initial: 0, reduce: (sum: number) => sum + 1 }, { initial: 0, reduce: (sum: number) => sum + 2 }],
    [false, { initial: new Map([[1, 1]]) }, { initial: new Map() }],
    [false, { initial: [{ a: 1 }] }, { initial: [{ a: 1 }] }],
    [false, { select: () => 1, throwOnError: true, enabled: true, identity: null }, {}],
    [false, { headers: { authorization: '1' } }, {}],
    [true, { maxItems: 5 }, { maxItems: 6 }],
    [true, { retry: { base: 1 } }, { retry: { base: 2 } }],
    [true, { body: { a: 1 } }, { body: { a: 1, b: undefined, c: 2 } }],
    [true, { url: 'https://example.com/a' }, { url: new URL('https://example.com/b') }],
    [true, { initial: 0, reduce: count }, {}],
    [true, { initial: 0, reduce: count }, { initial: 0 }],
    [true, { initial: 0 }, { initial: 5 }],
    [true, { initial: [1] }, { initial: [1, 2] }],
    [true, { initial: null }, { initial: {} }],
    [true, {}, { decode: ({ data }) => data }],
    [true, { decode: ({ data }) => data }, { decode: { price: ({ data }) => data } }],
  ])('second owner is warned: %s, of %o and %o', (isWarned, one, other) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    onTestFinished(() => warn.mockRestore())
    for (const pair of [
      [one, other],
      [other, one],
    ]) {
      const { mount } = createHouse()
      warn.mockClear()
      pair.forEach((options) => mount({ key: 'q', ...options }))
      expect(warn).toHaveBeenCalledTimes(isWarned ? 1 : 0)
    }
  })

  test.each([
    ['development', 1],
    ['production', 0],
  ])('second owner with other options, bundled for a page in %s: is warned %i times', async (mode, times) => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('../../src/store/index.ts', import.meta.url))],
      bundle: true,
      minify: true,
      write: false,
      format: 'iife',
      globalName: 'store',
      tsconfig: fileURLToPath(new URL('../../../../tsconfig.src.json', import.meta.url)),
      define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
    })
    const [bundle] = outputFiles.map(({ text }) => text)
    const warnings: unknown[] = []
    const page = { URL, Headers, AbortController, TextEncoder, TextDecoder, performance, setTimeout, clearTimeout }
    const registry = runInNewContext(`${bundle}; store.createRegistry()`, {
      ...page,
      console: { warn: (text: unknown) => warnings.push(text) },
    }) as ReturnType<typeof createHouse>['registry']
    for (const idleTimeout of [1_000, 2_000]) {
      const options = { url: 'https://example.com', idleTimeout, fetch: async () => new Promise<never>(() => {}) }
      registry.hold(
        { id: registry.identify(options, {}), whose: undefined },
        {},
        () => options,
        () => {},
      )
    }
    registry.dispose()
    expect(warnings).toHaveLength(times)
    expect(bundle?.includes('Two components')).toBe(times === 1)
  })

  test('second owner with other options: is warned, and the first ones are in force', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    onTestFinished(() => warn.mockRestore())
    const { clock, server, mount } = createHouse()
    mount({ key: 'q', idleTimeout: 1_000, headers: { authorization: 'secret' } })
    mount({ key: 'q', idleTimeout: 1_000, headers: { authorization: 'another secret' }, onEvent: () => {} })
    expect(warn).not.toHaveBeenCalled()
    mount({ key: 'q', idleTimeout: 2_000 })
    await clock.settle()
    expect(warn).toHaveBeenCalledOnce()
    expect(JSON.stringify(warn.mock.calls)).not.toContain('secret')
    expect(server.exchanges).toHaveLength(1)
  })
})

describe('of a session', () => {
  const callbacksOf = (heard: unknown[], name: string) => ({
    onStateChange: ({ phase }: { phase: string }) => heard.push([name, phase]),
    onGap: ({ lastEventId }: { lastEventId: string }) => heard.push([name, `gap ${lastEventId}`]),
    onError: ({ code }: { code: string }) => heard.push([name, code]),
  })

  test('callbacks: those of the latest update hear states, failures and gaps', async () => {
    const { clock, server, mount } = createHouse()
    const heard: unknown[] = []
    const component = mount(callbacksOf(heard, 'old'))
    await clock.settle()
    server.latest.open('id: 7\ndata: seven\n\n')
    await clock.settle()
    component.update(callbacksOf(heard, 'new'))
    server.latest.break()
    await clock.next()
    server.latest.answer(new Response(null, { status: 410 }))
    await clock.settle()
    expect(heard).toEqual([
      ['old', 'connecting'],
      ['old', 'open'],
      ['new', 'connection-lost'],
      ['new', 'waiting'],
      ['new', 'connecting'],
      ['new', 'gap 7'],
      ['new', 'waiting'],
    ])
  })

  test('bad event: all who have onError hear of it; without one, it is reported once', async () => {
    const reported: unknown[] = []
    vi.stubGlobal('reportError', (error: { code: string }) => reported.push(error.code))
    onTestFinished(() => void vi.unstubAllGlobals())
    const { clock, server, mount } = createHouse()
    const heard: unknown[] = []
    const refuse = (): never => {
      throw new Error('bad')
    }
    const options = { decode: { bad: refuse }, reduce: refuse }
    for (let count = 0; count < 100; count++) {
      mount(options)
    }
    await clock.settle()
    server.latest.open('event: bad\ndata: a\n\n')
    await clock.settle()
    expect(reported).toEqual(['invalid-data'])
    server.latest.send('data: b\n\n')
    await clock.settle()
    expect(reported).toHaveLength(2)
    mount({ ...options, onError: ({ code }) => heard.push(code) })
    mount({ ...options, onError: ({ code }) => heard.push(code) })
    server.latest.send('event: bad\ndata: c\n\ndata: d\n\n')
    await clock.settle()
    expect([reported.length, heard]).toEqual([
      2,
      ['invalid-data', 'invalid-data', 'callback-failed', 'callback-failed'],
    ])
  })

  test('component without callbacks: nothing is reported for it', async () => {
    const { clock, server, mount } = createHouse()
    const codes: string[] = []
    mount({ onEvent: undefined, onError: ({ code }) => codes.push(code) })
    await clock.settle()
    server.latest.open('id: 7\ndata: seven\n\n')
    await clock.settle()
    server.latest.end()
    await clock.next()
    server.latest.answer(new Response(null, { status: 410 }))
    await clock.settle()
    expect(codes).toEqual([])
  })

  test('reconnect() and close(): by its ID; of no session, nothing happens', async () => {
    const { clock, server, registry, mount } = createHouse()
    const component = mount({ key: 'q' })
    const id = registry.identify({ url: '', key: 'q' }, {})
    await clock.settle()
    server.latest.open('id: 7\ndata: seven\n\n')
    await clock.settle()
    for (const none of [undefined, 'nobody']) {
      registry.reconnect(none)
      registry.close(none)
    }
    expect(server.exchanges).toHaveLength(1)
    registry.reconnect(id)
    await clock.next()
    expect(server.exchanges.map(({ lastEventId }) => lastEventId)).toEqual(['', '7'])
    registry.close(id)
    expect(component.snapshot()).toMatchObject({ data: 'seven', state: { phase: 'closed', reason: 'closed' } })
    expect(server.latest.isAborted).toBe(true)
  })

  test('dispose(): nothing of any session is left', async () => {
    const { clock, server, registry, mount } = createHouse()
    const component = mount({})
    await clock.settle()
    server.latest.open('data: 1\n\n')
    await clock.settle()
    registry.dispose()
    expect([server.latest.isAborted, component.snapshot(), clock.pending]).toEqual([true, undefined, 0])
  })
})

describe('held again', () => {
  test('by its owner: goes on with position and data', async () => {
    const { clock, server, mount } = createHouse()
    const options = { initial: '', reduce: (text: string, event: { data: string }) => text + event.data }
    const owner = {}
    const first = mount(options, owner)
    await clock.settle()
    server.latest.open('id: 1\ndata: a\n\n')
    await clock.settle()
    first.unmount()
    await clock.advance(1_000)
    const second = mount(options, owner)
    expect(second.shown()).toBe('a')
    await clock.settle()
    expect(server.exchanges.map(({ lastEventId }) => lastEventId)).toEqual(['', '1'])
    server.latest.open('id: 2\ndata: b\n\n')
    await clock.settle()
    expect(second.shown()).toBe('ab')
  })

  test('maxItems: goes on with the list', async () => {
    const { clock, server, mount } = createHouse()
    const owner = {}
    const first = mount({ maxItems: 2 }, owner)
    await clock.settle()
    server.latest.open('data: a\n\ndata: b\n\n')
    await clock.settle()
    first.unmount()
    await clock.advance(1_000)
    const second = mount({ maxItems: 2 }, owner)
    await clock.settle()
    server.latest.open('data: c\n\n')
    await clock.settle()
    expect((second.shown() as { data: string }[]).map(({ data }) => data)).toEqual(['b', 'c'])
  })

  test('by another owner: starts anew', async () => {
    const { clock, server, mount } = createHouse()
    const first = mount({ initial: 'nothing yet' })
    await clock.settle()
    server.latest.open('id: 1\ndata: a\n\n')
    await clock.settle()
    first.unmount()
    await clock.advance(1_000)
    expect(mount({ initial: 'nothing yet' }).shown()).toBe('nothing yet')
    await clock.settle()
    expect(server.latest.lastEventId).toBe('')
  })

  test('after a change of identity: nothing of the former one is kept', async () => {
    const { clock, server, registry, mount } = createHouse({ identity: 'A' })
    const owner = {}
    const first = mount({ initial: 'nothing yet' }, owner)
    await clock.settle()
    server.latest.open('id: 1\ndata: a\n\n')
    await clock.settle()
    registry.setIdentity('B')
    first.unmount()
    registry.setIdentity('A')
    expect(mount({ initial: 'nothing yet' }, owner).shown()).toBe('nothing yet')
    await clock.settle()
    expect(server.latest.lastEventId).toBe('')
  })

  test.each([null, 'B'])(
    'after a change of identity to %j and back while nobody held it: nothing is kept',
    async (other) => {
      const { clock, server, registry, mount } = createHouse({ identity: 'A' })
      const owner = {}
      const first = mount({ initial: 'nothing yet' }, owner)
      await clock.settle()
      server.latest.open('id: 1\ndata: secret\n\n')
      await clock.settle()
      first.unmount()
      await clock.advance(1_000)
      registry.setIdentity(other)
      registry.setIdentity('A')
      expect(mount({ initial: 'nothing yet' }, owner).shown()).toBe('nothing yet')
      await clock.settle()
      expect(server.exchanges.map(({ lastEventId }) => lastEventId)).toEqual(['', ''])
    },
  )

  test('after dispose(): nothing is kept', async () => {
    const { clock, server, registry, mount } = createHouse()
    const owner = {}
    const first = mount({ initial: 'nothing yet' }, owner)
    await clock.settle()
    server.latest.open('id: 1\ndata: a\n\n')
    await clock.settle()
    first.unmount()
    await clock.advance(1_000)
    registry.dispose()
    expect(mount({ initial: 'nothing yet' }, owner).shown()).toBe('nothing yet')
  })

  test('after a change of identity to its own: goes on, for who held it meanwhile', async () => {
    const { clock, server, registry, mount } = createHouse({ identity: 'A' })
    const owner = {}
    const first = mount({ identity: 'B' }, owner)
    await clock.settle()
    server.latest.open('id: 1\ndata: b\n\n')
    await clock.settle()
    registry.setIdentity('B')
    first.unmount()
    await clock.advance(1_000)
    expect(mount({ identity: 'B' }, owner).shown()).toBe('b')
    await clock.settle()
    expect(server.latest.lastEventId).toBe('1')
  })

  test('after its end: stays over, until somebody reconnects', async () => {
    const { clock, server, registry, mount } = createHouse()
    const owner = {}
    const first = mount({ key: 'answer', body: { prompt: 'hi' } }, owner)
    await clock.settle()
    server.latest.open('data: hello\n\n')
    server.latest.end()
    await clock.settle()
    first.unmount()
    await clock.advance(1_000)
    const second = mount({ key: 'answer', body: { prompt: 'hi' } }, owner)
    await clock.advance(60_000)
    expect(second.snapshot()).toMatchObject({ data: 'hello', state: { phase: 'closed', reason: 'finished' } })
    expect(server.exchanges).toHaveLength(1)
    registry.reconnect(registry.identify({ url: '', key: 'answer' }, {}))
    await clock.settle()
    expect(server.exchanges).toHaveLength(2)
  })

  test('POST let go of before its end: is not sent again', async () => {
    const { clock, server, mount } = createHouse()
    const owner = {}
    const first = mount({ key: 'answer', body: { prompt: 'hi' } }, owner)
    await clock.settle()
    server.latest.open('data: hel\n\n')
    await clock.settle()
    first.unmount()
    await clock.advance(1_000)
    const second = mount({ key: 'answer', body: { prompt: 'hi' } }, owner)
    await clock.advance(60_000)
    expect(second.snapshot()).toMatchObject({ data: 'hel', state: { phase: 'closed', reason: 'closed' } })
    expect(server.exchanges).toHaveLength(1)
  })
})

describe('mistakes', () => {
  test('invalid option: is thrown, and leaves nothing behind', async () => {
    const { clock, server, registry, mount } = createHouse()
    const owner = {}
    expect(() => mount({ key: 'q', idleTimeout: -1 }, owner)).toThrow('idleTimeout')
    expect(registry.getSnapshot(registry.identify({ url: '', key: 'q' }, {}))).toBeUndefined()
    mount({ key: 'q' }, owner)
    await clock.settle()
    expect(server.exchanges).toHaveLength(1)
  })

  const cycle: { self?: unknown } = {}
  cycle.self = cycle
  test.each([
    ['headers', { headers: 'authorization' as never }],
    ['request', { body: cycle }],
    ['request', { body: { count: 1n } }],
    ['request', { method: 'GET', body: 'text' }],
    ['body', { body: new Blob(['hi']).stream(), resumable: true }],
    ['maxItems', { maxItems: 0 }],
    ['maxItems', { maxItems: NaN }],
    ['maxItems', { maxItems: '5' as never }],
    ['flush', { flush: -1 }],
    ['flush', { flush: 'tick' as never }],
  ])('%s that cannot be: is found at the door, and leaves nothing behind', async (option, options) => {
    const { clock, server, registry, mount } = createHouse()
    expect(() => mount({ key: 'q', ...options })).toThrow(expect.objectContaining({ code: 'invalid-option', option }))
    expect(registry.getSnapshot(registry.identify({ url: '', key: 'q' }, {}))).toBeUndefined()
    await clock.settle()
    expect([server.exchanges, clock.pending]).toEqual([[], 0])
  })

  test('common headers that cannot be: are found at the door', () => {
    const { mount } = createHouse({ headers: 'authorization' as never })
    expect(() => mount({})).toThrow('headers')
  })

  test.each([{ maxItems: 1 }, { maxItems: Infinity }, { flush: 0 }, { flush: 'frame' as const }])(
    '%j: is a right option',
    (options) => {
      const { mount } = createHouse()
      expect(mount(options).snapshot()).toBeDefined()
    },
  )

  test('options that JSON cannot hold, or that have no end: share without a warning', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    onTestFinished(() => warn.mockRestore())
    const { mount } = createHouse()
    const initial: { self?: unknown; count: bigint } = { count: 1n }
    initial.self = initial
    mount({ key: 'q', initial })
    mount({ key: 'q', initial, select: () => 1, throwOnError: true })
    const another = { ...initial }
    another.self = another
    mount({ key: 'q', initial: another })
    expect(warn).not.toHaveBeenCalled()
  })

  test('where nobody says whether this is production: nobody is warned', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    vi.stubGlobal('process', undefined)
    onTestFinished(() => {
      warn.mockRestore()
      vi.unstubAllGlobals()
    })
    const { mount } = createHouse()
    mount({ key: 'q', idleTimeout: 1_000 })
    mount({ key: 'q', idleTimeout: 2_000 })
    expect(warn).not.toHaveBeenCalled()
  })

  test('in production: nobody is warned', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    vi.stubEnv('NODE_ENV', 'production')
    onTestFinished(() => {
      warn.mockRestore()
      vi.unstubAllEnvs()
    })
    const { mount } = createHouse()
    mount({ key: 'q', idleTimeout: 1_000 })
    mount({ key: 'q', idleTimeout: 2_000 })
    expect(warn).not.toHaveBeenCalled()
  })
})

describe('newest options', () => {
  test('body: that of the latest update, once it is asked for again', async () => {
    const { clock, server, registry, mount } = createHouse()
    const component = mount({ key: 'q', body: { page: 1 }, resumable: true })
    await clock.settle()
    server.latest.open('data: 1\n\n')
    await clock.settle()
    component.update({ key: 'q', body: { page: 2 }, resumable: true })
    registry.reconnect(registry.identify({ url: '', key: 'q' }, {}))
    await clock.next()
    expect(await Promise.all(server.exchanges.map(({ body }) => body))).toEqual([{ page: 1 }, { page: 2 }])
  })

  test('headers: those of who holds the session, and of its maker when nobody does', async () => {
    const { clock, server, mount } = createHouse({ linger: 60_000 })
    const maker = mount({ headers: { 'x-version': 'maker' } })
    const other = mount({ headers: { 'x-version': 'other' } })
    await clock.settle()
    for (const leave of [maker.unmount, other.unmount, () => {}]) {
      server.latest.open('data: 1\n\n')
      await clock.settle()
      leave()
      server.latest.break()
      await clock.next()
    }
    const versions = server.exchanges.map(({ headers }) => headers.get('x-version'))
    expect(versions).toEqual(['maker', 'other', 'maker', 'maker'])
  })

  test('callbacks and headers: are those of the latest update, without a reconnect', async () => {
    const { clock, server, mount } = createHouse()
    const old: unknown[] = []
    const fresh: unknown[] = []
    const component = mount({ headers: { 'x-version': '1' }, onEvent: ({ data }) => old.push(data) })
    await clock.settle()
    server.latest.open('id: 1\ndata: 1\n\n')
    await clock.settle()
    component.update({ headers: { 'x-version': '2' }, onEvent: ({ data }) => fresh.push(data) })
    server.latest.send('id: 2\ndata: 2\n\n')
    await clock.settle()
    expect([old, fresh, server.exchanges.length]).toEqual([['1'], ['2'], 1])
    server.latest.end()
    await clock.next()
    expect(server.latest.headers.get('x-version')).toBe('2')
  })
})

describe('headers in force', () => {
  /** Holds a session through so many breaks, with something done before each, and gives what each request had. */
  async function versionsSent(
    { clock, server }: Pick<House, 'clock' | 'server'>,
    changes: readonly (() => void)[],
  ): Promise<(string | null)[]> {
    await clock.settle()
    for (const change of changes) {
      change()
      server.latest.open('data: 1\n\n')
      await clock.settle()
      server.latest.end()
      await clock.next()
    }
    return server.exchanges.map(({ headers }) => headers.get('x-version'))
  }

  test('common ones that come, change and go: each attempt sends the newest', async () => {
    const house = createHouse()
    house.mount({})
    const versions = await versionsSent(house, [
      () => house.registry.setHeaders({ 'x-version': '1' }),
      () => house.registry.setHeaders(async () => ({ 'x-version': '2' })),
      () => house.registry.setHeaders(undefined),
    ])
    expect(versions).toEqual([null, '1', '2', null])
  })

  test('a component’s own that come, change and go: each attempt sends the newest, else the common ones', async () => {
    const house = createHouse({ headers: { 'x-version': 'common' } })
    const component = house.mount({})
    const versions = await versionsSent(house, [
      () => component.update({ headers: { 'x-version': '1' } }),
      () => component.update({ headers: async () => ({ 'x-version': '2' }) }),
      () => component.update({}),
    ])
    expect(versions).toEqual(['common', '1', '2', 'common'])
  })

  const constant = { authorization: 'Bearer 1' }
  const asked = () => constant
  test.each([
    ['none', {}, undefined, 1],
    ['constants', { headers: constant }, undefined, 1],
    ['a function', { headers: asked }, undefined, 2],
    ['common constants', {}, constant, 1],
    ['a common function', {}, asked, 2],
    ['constants, of a POST', { headers: constant, body: { prompt: 'hi' } }, undefined, 1],
    ['constants, of a POST that is a stream', { headers: constant, body: new Blob(['hi']).stream() }, undefined, 1],
    ['a function, of a POST that is a stream', { headers: asked, body: new Blob(['hi']).stream() }, undefined, 1],
    ['a function, of a POST', { headers: asked, body: { prompt: 'hi' } }, undefined, 2],
  ])('a 401 of %s: is final where asking again gives the same', async (_what, options, headers, requests) => {
    const { clock, server, mount } = createHouse({ headers })
    const component = mount(options)
    for (let attempt = 0; attempt < requests; attempt++) {
      await clock.settle()
      server.latest.answer(new Response(null, { status: 401 }))
      await clock.advance(1_000)
    }
    expect(server.exchanges).toHaveLength(requests)
    expect(component.snapshot()).toMatchObject({ state: { phase: 'closed', reason: 'failed', error: { status: 401 } } })
  })

  test('a 401: what the headers are by then decides whether they are asked again', async () => {
    const { clock, server, mount } = createHouse()
    const component = mount({ headers: constant })
    await clock.settle()
    component.update({ headers: asked })
    server.latest.answer(new Response(null, { status: 401 }))
    await clock.next()
    component.update({ headers: constant })
    server.latest.open('data: 1\n\n')
    await clock.settle()
    server.latest.end()
    await clock.next()
    server.latest.answer(new Response(null, { status: 401 }))
    await clock.advance(60_000)
    expect(server.exchanges).toHaveLength(3)
  })
})

describe('body', () => {
  test('stream: a new one with each reconnect() of who holds the session', async () => {
    const { clock, server, registry, mount } = createHouse()
    const ask = (prompt: string) => ({ key: 'q', body: new Blob([prompt]).stream() })
    const component = mount(ask('one'))
    await clock.settle()
    server.latest.open('data: 1\n\n')
    server.latest.end()
    await clock.advance(1_000)
    component.update(ask('two'))
    registry.reconnect(registry.identify({ url: '', key: 'q' }, {}))
    await clock.settle()
    expect(await Promise.all(server.exchanges.map(({ request }) => request.text()))).toEqual(['one', 'two'])
  })
})

describe('common headers', () => {
  test('streams without headers: send the newest ones', async () => {
    const { clock, server, registry, mount } = createHouse({ headers: { 'x-version': '1' } })
    mount({})
    await clock.settle()
    server.latest.open('data: 1\n\n')
    registry.setHeaders(() => ({ 'x-version': '2' }))
    server.latest.end()
    await clock.next()
    mount({ url: 'https://example.com/own', headers: { 'x-version': 'own' } })
    await clock.settle()
    expect(server.exchanges.map(({ headers }) => headers.get('x-version'))).toEqual(['1', '2', 'own'])
  })
})

describe('identity', () => {
  test('setIdentity: everything of the former one is gone at once', async () => {
    const { clock, server, registry, mount } = createHouse({ identity: 'A' })
    const component = mount({ initial: 'nobody' })
    await clock.settle()
    server.latest.open('data: for A\n\n')
    await clock.settle()
    const before = [...component.heard]
    server.latest.send('data: late for A\n\n')
    registry.setIdentity('B')
    expect(component.shown()).toBe('nobody')
    expect(server.latest.isAborted).toBe(true)
    await clock.advance(10_000)
    expect(component.heard).toEqual(before)
    expect(component.data.at(-1)).toBe('for A')
  })

  test('nobody: is the same whether undefined or null', async () => {
    const { clock, server, registry, mount } = createHouse({ identity: undefined })
    mount({ identity: null })
    mount({})
    await clock.settle()
    registry.setIdentity(null)
    expect([server.exchanges.length, server.latest.isAborted]).toEqual([1, false])
  })

  test('component without an identity: has the common one, whatever that is now', () => {
    const { registry } = createHouse({ identity: 'ann' })
    const identify = (identity?: string | null) => registry.identify({ url: '/me', identity }, {})
    expect([identify(), identify(null)].map((id) => id === identify('ann'))).toEqual([true, false])
    registry.setIdentity('bob')
    expect(identify()).toBe(identify('bob'))
  })

  test('component with the identity that becomes the common one: keeps its session', async () => {
    const { clock, server, registry, mount } = createHouse({ identity: 'ann' })
    mount({ identity: 'bob' })
    mount({})
    await clock.settle()
    registry.setIdentity('bob')
    expect(server.exchanges.map(({ isAborted }) => isAborted)).toEqual([false, true])
  })

  test('identity of a component: is a session of its own', async () => {
    const { clock, server, mount } = createHouse()
    mount({ key: 'me', identity: 'A' })
    mount({ key: 'me', identity: 'B' })
    mount({ key: 'me', identity: 'B' })
    await clock.settle()
    expect(server.exchanges).toHaveLength(2)
  })

  test('change of identity: is told to whoever must look again', () => {
    const { registry } = createHouse({ identity: 'A' })
    let changes = 0
    const off = registry.onIdentityChange(() => changes++)
    registry.setIdentity('A')
    registry.setIdentity('B')
    off()
    registry.setIdentity(null)
    expect([changes, registry.identity]).toEqual([1, null])
  })

  test('place of a former identity: is not held', async () => {
    const { clock, server, registry, mount } = createHouse({ identity: 'A' })
    const late = { id: registry.identify({ url: 'https://example.com/events' }, {}), whose: registry.identity }
    registry.setIdentity('B')
    const options = { url: 'https://example.com/events', fetch: server.fetch, platform: { clock } }
    const release = registry.hold(
      late,
      {},
      () => options,
      () => {},
    )
    await clock.settle()
    expect([server.exchanges.length, registry.getSnapshot(late.id)]).toEqual([0, undefined])
    release()
    mount({})
    await clock.settle()
    expect(server.exchanges).toHaveLength(1)
  })

  test('1,000 random schedules: nothing of A is heard or shown once the identity is B', async () => {
    const step = fc.constantFrom('event', 'chunk', 'break', 'mount', 'unmount', 'time', 'settle')
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.array(step, { maxLength: 8 }), async (before, after) => {
        const { clock, server, registry, mount } = createHouse({ identity: 'A' })
        const components = [mount({ initial: 'none' })]
        let sent = 0
        const play = async (steps: string[]): Promise<void> => {
          for (const one of steps) {
            const exchange = server.exchanges.at(-1)
            if (one === 'event' || one === 'chunk') {
              sent++
              try {
                if (exchange && !exchange.isOpen) {
                  exchange.open()
                }
                exchange?.send(`data: ${sent}\n\n`.repeat(one === 'chunk' ? 200 : 1))
              } catch {
                // The client has left.
              }
            } else if (one === 'break') {
              exchange?.break()
            } else if (one === 'mount') {
              components.push(mount({ initial: 'none' }))
            } else if (one === 'unmount') {
              components.shift()?.unmount()
            } else if (one === 'time') {
              await clock.next()
            } else {
              await clock.settle()
            }
          }
        }
        await clock.settle()
        await play(before)
        const requestsOfA = server.exchanges.length
        registry.setIdentity('B')
        const heard = components.map((component) => component.heard.length)
        const shown = components.map((component) => component.data.length)
        const held = components.slice()
        await play(after.filter((one) => one !== 'mount' && one !== 'unmount'))
        await clock.advance(60_000)
        expect(held.map((component) => component.heard.length)).toEqual(heard)
        expect(held.map((component) => component.data.length)).toEqual(shown)
        expect(held.map((component) => component.shown())).toEqual(held.map(() => 'none'))
        expect(server.exchanges).toHaveLength(requestsOfA)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('tokens', () => {
  test('one bearer() for all, and a call that hangs while users change: the next one has a token of their own', async () => {
    const calls: { identity: string | undefined; give: (token: string) => void }[] = []
    const headers = bearer(({ identity }) => new Promise((give) => calls.push({ identity, give })))
    const { clock, server, mount } = createHouse()
    const component = mount({ identity: 'ada', headers })
    await clock.settle()
    component.unmount()
    mount({ identity: 'bob', headers })
    await clock.advance(1)
    calls.forEach(({ identity, give }) => give(`token of ${identity}`))
    await clock.settle()
    expect(server.exchanges.map((exchange) => exchange.headers.get('authorization'))).toEqual(['Bearer token of bob'])
  })
})

test('nobody is nobody: from undefined to null, nothing is dropped', async () => {
  const { clock, server, registry, mount } = createHouse()
  const own = mount({ identity: 'u1' })
  await clock.settle()
  server.latest.open('data: a\n\n')
  await clock.settle()
  registry.setIdentity(null)
  await clock.settle()
  server.latest.send('data: b\n\n')
  await clock.settle()
  expect([own.data.at(-1), registry.identity]).toEqual(['b', null])
})

describe('a callback that ends things for all', () => {
  const url = 'https://example.com/events'

  test('signs out in onError: the others hear nothing of the former user', async () => {
    const { clock, server, registry, mount } = createHouse({ identity: 'A' })
    const heard: unknown[] = []
    mount({ onError: () => registry.setIdentity(null) })
    mount({ onError: () => heard.push(registry.identity) })
    await clock.settle()
    server.latest.answer(new Response(null, { status: 403 }))
    await clock.settle()
    expect(heard).toEqual([])
  })

  test('closes in onEvent: the others hear the event, and then the end; no timer is left', async () => {
    const { clock, server, registry, mount } = createHouse()
    const heard: unknown[] = []
    mount({ key: 'k', flush: 60_000, onEvent: () => registry.close(registry.identify({ key: 'k', url }, {})) })
    mount({
      key: 'k',
      flush: 60_000,
      onEvent: ({ data }) => heard.push(data),
      onStateChange: ({ phase }) => heard.push(phase),
    })
    await clock.settle()
    server.latest.open('data: done\n\n')
    await clock.settle()
    expect([heard, clock.pending]).toEqual([['open', 'done', 'closed'], 0])
  })

  test('reconnects in onError of what ends the stream: there is another attempt', async () => {
    const { clock, server, registry, mount } = createHouse()
    let times = 0
    mount({
      onError() {
        if (times++ === 0) {
          registry.reconnect(registry.identify({ url }, {}))
        }
      },
    })
    await clock.settle()
    server.latest.answer(new Response(null, { status: 404 }))
    await clock.advance(5_000)
    expect(server.exchanges).toHaveLength(2)
  })
})

describe('hidden and shown again', () => {
  const url = 'https://example.com/events'

  test('a POST whose body came after the session was made is not repeated', async () => {
    const { clock, server, registry, mount } = createHouse()
    const owner = {}
    const component = mount({ key: 'k' }, owner)
    await clock.settle()
    server.latest.answer(new Response(null, { status: 404 }))
    await clock.settle()
    component.update({ key: 'k', body: { prompt: 'pay' } })
    registry.reconnect(registry.identify({ key: 'k', url }, {}))
    await clock.advance(1_000)
    server.latest.open('data: a\n\n')
    await clock.settle()
    component.unmount()
    await clock.advance(1_000)
    mount({ key: 'k', body: { prompt: 'pay' } }, owner)
    await clock.advance(1_000)
    expect(server.exchanges.map(({ request }) => request.method)).toEqual(['GET', 'POST'])
  })

  test.each([
    ['that came without an event', 'id: 1\ndata: 1\n\nid: 5\n\n', '5'],
    ['that the server took back', 'id: 1\ndata: 1\n\nid:\n\n', ''],
    ['of an event that decode refused', 'id: 1\ndata: 1\n\nid: 2\ndata: {bad\n\n', '2'],
  ])('goes on from the position %s', async (_, text, position) => {
    const { clock, server, mount } = createHouse()
    const owner = {}
    const options = { decode: json(), onError: () => {} }
    const component = mount(options, owner)
    await clock.settle()
    server.latest.open(text)
    await clock.settle()
    component.unmount()
    await clock.advance(1_000)
    mount(options, owner)
    await clock.settle()
    expect(server.latest.lastEventId).toBe(position)
  })

  test('dedupe knows what came before; what died while it was decoded is no duplicate', async () => {
    const { clock, server, mount } = createHouse()
    const owner = {}
    let decoded = (): void => {}
    const options = {
      dedupe: byId(500),
      decode: ({ data }: { data: string }) =>
        data === 'c' ? new Promise<string>((resolve) => (decoded = () => resolve(data))) : data,
      initial: '',
      reduce: (text: string, { data }: { data: string }) => text + data,
    }
    const component = mount(options, owner)
    await clock.settle()
    server.latest.open('id: 1\ndata: a\n\nid: 2\ndata: b\n\n')
    await clock.settle()
    component.unmount()
    await clock.advance(1_000)
    const again = mount(options, owner)
    await clock.settle()
    server.latest.open('id: 2\ndata: b\n\nid: 3\ndata: c\n\n')
    await clock.settle()
    expect(again.shown()).toBe('ab')
    again.unmount()
    await clock.advance(1_000)
    const third = mount(options, owner)
    await clock.settle()
    expect(server.latest.lastEventId).toBe('2')
    server.latest.open('id: 3\ndata: c\n\n')
    await clock.settle()
    decoded()
    await clock.settle()
    await clock.advance(100)
    expect(third.shown()).toBe('abc')
  })

  test('closed before it is opened again: is over, for the next one, too', async () => {
    const { clock, server, registry, mount } = createHouse()
    const owner = {}
    const component = mount({}, owner)
    await clock.settle()
    server.latest.open('data: a\n\n')
    await clock.settle()
    component.unmount()
    await clock.advance(0)
    const again = mount({}, owner)
    registry.close(registry.identify({ url }, owner))
    await clock.advance(1_000)
    mount({})
    await clock.advance(1_000)
    expect([server.exchanges.length, again.snapshot()?.state]).toMatchObject([1, { phase: 'closed', reason: 'closed' }])
  })
})
