// The promises of every adapter, one table for all frameworks. Knows no framework.
import { pageRegistry, type Registry, type RegistryOptions } from '@linefeed/client/store'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Adapter, Probe } from './adapter.ts'
import { createHouse, join, type House } from './house.ts'

type Connection = Awaited<ReturnType<House['server']['connection']>>

export function describeBehaviours({ name, lacks, act, mount }: Adapter): void {
  /** A test for each framework that has this power. */
  const having = (power: Adapter['lacks'][number]): string[] => (lacks.includes(power) ? [] : [name])

  /** Mounts, and waits for the connection that follows. */
  async function open(house: House, options?: Partial<RegistryOptions>): Promise<[Probe, Connection]> {
    const probe = await mount(house.registry, house.options(options))
    const connection = await house.server.connection()
    await act(() => house.clock.settle())
    return [probe, connection]
  }

  /** Sends, and lets the frame come. */
  async function send(house: House, connection: Connection, ...data: unknown[]): Promise<void> {
    await act(async () => {
      for (const one of data) {
        await connection.send({ data: one })
      }
      await house.clock.advance(0)
    })
  }

  describe(`${name}: life`, () => {
    test('mount: one request; unmount: no connection, no timer, no listener', async () => {
      const house = createHouse()
      const [probe, connection] = await open(house)
      await send(house, connection, 'a')
      expect(probe.shown).toMatchObject({ data: 'a', phase: 'open', error: undefined })
      await probe.unmount()
      await act(() => house.clock.advance(0))
      await connection.closed
      expect(house.server.requests).toHaveLength(1)
      expect([house.clock.pending, house.page.watchers]).toEqual([0, 0])
    })

    test('remount in one task: one request, and the data that was there', async () => {
      const house = createHouse()
      const [probe, connection] = await open(house)
      await send(house, connection, 'a')
      await probe.replace()
      await act(() => house.clock.advance(1_000))
      expect(probe.renders.length).toBeGreaterThan(0)
      expect(probe.renders.map(({ data }) => data)).toEqual(probe.renders.map(() => 'a'))
      await send(house, connection, 'b')
      expect(probe.shown?.data).toBe('b')
      expect([house.server.requests.length, connection.phase]).toEqual([1, 'open'])
    })

    test.each(having('hiding'))(
      'kept alive out of sight: lets go, and goes on where it was when it is shown',
      async () => {
        const house = createHouse()
        const heard: unknown[] = []
        const [probe, first] = await open(house, { ...join, onEvent: ({ data }) => heard.push(data) })
        await act(() => first.send({ data: 'a', id: '1' }))
        await act(() => house.clock.advance(0))
        await act(() => first.send({ data: 'b', id: '2' }))
        await probe.hide()
        await act(() => house.clock.advance(0))
        expect(await first.closed).toBe('left')
        expect([house.clock.pending, house.page.watchers]).toEqual([0, 0])
        probe.renders.length = 0
        await probe.update(house.options({ ...join, onEvent: ({ data }) => heard.push(data) }))
        await probe.show()
        expect(probe.renders.filter(({ data }) => !String(data).startsWith('a'))).toEqual([])
        await act(() => house.clock.advance(350))
        const second = await house.server.connection()
        expect(second.lastEventId).toBe('2')
        await act(() => second.send({ data: 'c', id: '3' }))
        await act(() => house.clock.advance(0))
        expect([probe.shown?.data, heard]).toEqual(['abc', ['a', 'b', 'c']])
      },
    )

    test.each(having('hiding'))('POST kept alive out of sight: is not sent again', async () => {
      const house = createHouse()
      const [probe, connection] = await open(house, { ...join, body: { prompt: 'hi' } })
      await send(house, connection, 'hel')
      await probe.hide()
      await act(() => house.clock.advance(0))
      await probe.show()
      await act(() => house.clock.advance(60_000))
      expect(probe.shown).toMatchObject({ data: 'hel', phase: 'closed' })
      expect(house.server.requests).toHaveLength(1)
      await act(() => probe.reconnect?.())
      await house.server.connection()
      expect(house.server.requests).toHaveLength(2)
    })

    test.each([{ enabled: false }, { url: null }])('%j: no request, and what a stream begins with', async (without) => {
      const house = createHouse()
      const probe = await mount(house.registry, house.options({ initial: 'nothing yet', ...without }))
      await act(() => house.clock.advance(1_000))
      expect(probe.shown).toMatchObject({ data: 'nothing yet', phase: 'idle' })
      await probe.update(house.options({ initial: 'nothing yet' }))
      const connection = await house.server.connection()
      await send(house, connection, 'a')
      expect(probe.shown?.data).toBe('a')
      await probe.update(house.options({ initial: 'nothing yet', ...without }))
      await act(() => house.clock.advance(0))
      expect(await connection.closed).toBe('left')
      expect(probe.shown).toMatchObject({ data: 'nothing yet', phase: 'idle' })
      expect(house.server.requests).toHaveLength(1)
    })

    test('a list selected inline of a stream that is not there: renders come to an end', async () => {
      const house = createHouse()
      const options = (): RegistryOptions => house.options({ enabled: false, maxItems: 3, select: (list) => [...list] })
      const probe = await mount(house.registry, options())
      await probe.update(options())
      await probe.update(options())
      expect(probe.commits.length).toBeLessThan(9)
    })

    test('close and reconnect: end the stream with its data, and go on from its position', async () => {
      const house = createHouse()
      const [probe, connection] = await open(house, join)
      await act(() => connection.send({ data: 'a', id: '1' }))
      const { close, reconnect } = probe
      await act(() => close?.())
      expect(probe.shown).toMatchObject({ data: 'a', phase: 'closed', lastEventId: '1' })
      await act(() => reconnect?.())
      await act(() => house.clock.advance(350))
      const second = await house.server.connection()
      expect(second.lastEventId).toBe('1')
      await act(() => house.clock.settle())
      expect(probe.shown).toMatchObject({ data: 'a', phase: 'open' })
      expect([probe.close, probe.reconnect]).toEqual([close, reconnect])
    })
  })

  describe(`${name}: options`, () => {
    test('inline options: no reconnect, and the newest are used', async () => {
      const house = createHouse()
      const heard: string[] = []
      const version = (number: number): RegistryOptions =>
        house.options({
          headers: { 'x-version': String(number) },
          select: (data: string | undefined) => `${number}: ${data}`,
          onEvent: ({ data }) => heard.push(`${number}: ${String(data)}`),
        })
      const hold = vi.spyOn(house.registry, 'hold')
      const probe = await mount(house.registry, version(1))
      const connection = await house.server.connection()
      await send(house, connection, 'a')
      hold.mockClear()
      await probe.update(version(2))
      expect(probe.shown?.data).toBe('2: a')
      expect(hold).not.toHaveBeenCalled()
      await send(house, connection, 'b')
      expect([probe.shown?.data, heard]).toEqual(['2: b', ['1: a', '2: b']])
      expect(house.server.requests).toHaveLength(1)
      await act(() => connection.drop())
      await act(() => house.clock.next())
      const second = await house.server.connection()
      expect(second.headers.get('x-version')).toBe('2')
    })

    test('select: events that do not matter cause no render', async () => {
      const house = createHouse()
      const [probe, connection] = await open(house, { select: (data?: string) => data?.startsWith('!') ?? false })
      await send(house, connection, 'a')
      const before = probe.renders.length
      await send(house, connection, 'b')
      await send(house, connection, 'c')
      expect(probe.renders).toHaveLength(before)
      await send(house, connection, '!')
      expect(probe.shown?.data).toBe(true)
      await act(() => connection.drop())
      expect(probe.shown).toMatchObject({ data: true, phase: 'waiting' })
    })

    test('isEqual: selections that are the same cause no render, and stay the same object', async () => {
      const house = createHouse()
      const [probe, connection] = await open(house, {
        select: (data: string = '') => ({ length: data.length }),
        isEqual: (one: { length: number }, other: { length: number }) => one.length === other.length,
      })
      await send(house, connection, 'a')
      const before = probe.shown
      const renders = probe.renders.length
      await send(house, connection, 'b')
      expect(probe.renders).toHaveLength(renders)
      await act(() => connection.drop())
      expect(probe.shown?.phase).toBe('waiting')
      expect(probe.shown?.data).toBe(before?.data)
    })

    test('a changed select: is applied to the newest data, also if that caused no render', async () => {
      const house = createHouse()
      const selecting = (index: number): RegistryOptions =>
        house.options({ ...join, select: (text: string) => text[index] })
      const probe = await mount(house.registry, selecting(0))
      const connection = await house.server.connection()
      await send(house, connection, 'a')
      const before = probe.renders.length
      await send(house, connection, 'b')
      await send(house, connection, 'c')
      expect(probe.renders).toHaveLength(before)
      await probe.update(selecting(2))
      expect(probe.renders.slice(before).map(({ data }) => data)).toEqual(probe.renders.slice(before).map(() => 'c'))
      await send(house, connection, 'd')
      expect(probe.shown?.data).toBe('c')
    })
  })

  describe(`${name}: identity`, () => {
    const changes: [
      what: string,
      change: (house: House, probe: Probe) => Promise<void>,
      after: Partial<RegistryOptions>,
    ][] = [
      ['identity', (house, probe) => probe.update(house.options({ ...join, identity: 'B' })), { identity: 'A' }],
      ['key', (house, probe) => probe.update(house.options({ ...join, key: 'B' })), { key: 'A' }],
      ['url', (house, probe) => probe.update(house.options({ ...join, url: 'http://localhost/events?B' })), {}],
      ['registry’s identity', (house) => act(() => house.registry.setIdentity('B')), {}],
      [
        'registry’s identity, with one of its own',
        (house) => act(() => house.registry.setIdentity('B')),
        { identity: 'C' },
      ],
    ]

    test.each(changes)(
      'another %s: not one render shows the former data, no late event is heard',
      async (_what, change, own) => {
        const house = createHouse({ identity: 'A' })
        const heard: unknown[] = []
        const onEvent: RegistryOptions['onEvent'] = ({ data }) => heard.push(data)
        const [probe, first] = await open(house, { ...join, ...own, onEvent })
        await send(house, first, 'secret of A')
        probe.renders.length = 0
        heard.length = 0
        await change(house, probe)
        await act(() => first.send({ data: 'late for A' }).catch(() => {}))
        const second = await house.server.connection()
        await act(() => house.clock.advance(1_000))
        expect(await first.closed).toBe('left')
        await send(house, second, 'for B')
        expect(probe.renders.filter(({ data }) => String(data).includes('A'))).toEqual([])
        expect(probe.shown?.data).toBe('for B')
        expect(heard.filter((data) => String(data).includes('A'))).toEqual([])
        expect(house.server.requests).toHaveLength(2)
      },
    )

    test('there and back within the linger: the stream is the one that it was', async () => {
      const house = createHouse()
      const [probe, connection] = await open(house, { ...join, identity: 'A' })
      await send(house, connection, 'a')
      await probe.update(house.options({ ...join, identity: 'B' }))
      expect(probe.shown?.data).toBe('')
      await probe.update(house.options({ ...join, identity: 'A' }))
      expect(probe.shown?.data).toBe('a')
      await act(() => house.clock.advance(0))
      expect(connection.phase).toBe('open')
      await send(house, connection, 'b')
      expect(probe.shown?.data).toBe('ab')
      expect(house.server.connections.filter(({ phase }) => phase === 'open')).toEqual([connection])
    })
  })

  describe(`${name}: sharing`, () => {
    test('three components, one key: one request; a late joiner has the data at once; the last one leaving closes', async () => {
      const house = createHouse()
      const [first, connection] = await open(house, { key: ['quotes'] })
      const second = await mount(house.registry, house.options({ key: ['quotes'] }))
      await send(house, connection, 'a')
      const third = await mount(house.registry, house.options({ key: ['quotes'] }))
      expect(third.renders[0]).toMatchObject({ data: 'a', phase: 'open' })
      await first.unmount()
      await second.unmount()
      await act(() => house.clock.advance(1_000))
      await send(house, connection, 'b')
      expect(third.shown?.data).toBe('b')
      await third.unmount()
      await act(() => house.clock.advance(0))
      expect(await connection.closed).toBe('left')
      expect(house.server.requests).toHaveLength(1)
    })

    test('two POST without a key: two requests', async () => {
      const house = createHouse()
      await open(house, { body: { prompt: 'hi' } })
      await open(house, { body: { prompt: 'hi' } })
      expect(house.server.requests.map(({ body }) => body)).toEqual([{ prompt: 'hi' }, { prompt: 'hi' }])
    })
  })

  describe(`${name}: events`, () => {
    test('1,000 events in one tick: one render, each event heard in order', async () => {
      const house = createHouse()
      const heard: unknown[] = []
      const [probe, connection] = await open(house, { onEvent: ({ data }) => heard.push(data) })
      await send(house, connection, 'first')
      const before = probe.commits.length
      const numbers = Array.from({ length: 1_000 }, (_, index) => String(index))
      await act(async () => {
        await connection.raw(numbers.map((number) => `data: ${number}\n\n`).join(''))
        await house.clock.advance(0)
      })
      expect(probe.commits.slice(before).map(({ data }) => data)).toEqual(['999'])
      expect(heard).toEqual(['first', ...numbers])
    })

    test('the same event again and again: each is heard', async () => {
      const house = createHouse()
      const heard: unknown[] = []
      const [, connection] = await open(house, { onEvent: ({ data }) => heard.push(data) })
      await send(house, connection, 'x', 'x', 'x')
      expect(heard).toEqual(['x', 'x', 'x'])
    })

    test('what comes between a render and its effects: is shown', async () => {
      const house = createHouse()
      const [, connection] = await open(house)
      await send(house, connection, 'early')
      const before = house.registry.getSnapshot(house.registry.identify(house.options(), {}))
      const after = before && { ...before, data: 'after' }
      let isHeld = false
      const late: Registry = {
        ...house.registry,
        hold() {
          isHeld = true
          return () => {}
        },
        getSnapshot: () => (isHeld ? after : before),
      }
      const probe = await mount(late, house.options())
      expect([probe.renders[0]?.data, probe.shown?.data]).toEqual(['early', 'after'])
    })

    test('hidden page: events and state arrive although frames have stopped', async () => {
      const house = createHouse()
      vi.stubGlobal('requestAnimationFrame', () => 0)
      vi.stubGlobal('cancelAnimationFrame', () => {})
      const [probe, connection] = await open(house)
      await act(() => connection.send({ data: 'a' }))
      await act(() => house.clock.advance(100))
      expect(probe.shown?.data).toBe('a')
      await act(() => connection.drop())
      expect(probe.shown?.phase).toBe('waiting')
    })
  })

  describe(`${name}: errors`, () => {
    test('failure: is kept while it tries again, and gone once it is open', async () => {
      const house = createHouse()
      const errors: string[] = []
      const [probe, connection] = await open(house, { onError: ({ code }) => errors.push(code) })
      await act(() => connection.drop())
      expect(probe.shown).toMatchObject({ phase: 'waiting', error: 'connection-lost' })
      house.server.failNext(503)
      await act(() => house.clock.next())
      expect(probe.shown).toMatchObject({ phase: 'waiting', error: 'http-status' })
      await act(() => house.clock.next())
      await house.server.connection()
      await act(() => house.clock.settle())
      expect(probe.shown).toMatchObject({ phase: 'open', error: undefined })
      expect(errors).toEqual(['connection-lost', 'http-status'])
    })

    test('component that throws in onEvent: hurts no other', async () => {
      const house = createHouse()
      const errors: string[] = []
      await open(house, {
        onEvent() {
          throw new Error('mine')
        },
        onError: ({ code }) => errors.push(code),
      }).then(async ([bad, connection]) => {
        const good = await mount(house.registry, house.options())
        await send(house, connection, 'a')
        expect([bad.shown?.data, good.shown?.data, errors]).toEqual(['a', 'a', ['callback-failed']])
      })
    })

    test('throwOnError: what ended the stream reaches the error boundary, what is retried does not', async () => {
      const house = createHouse()
      hush()
      const [probe, connection] = await open(house, { throwOnError: true })
      await act(() => connection.drop())
      expect(probe.thrown).toBeUndefined()
      house.server.failNext(404)
      await act(() => house.clock.next())
      expect(probe.thrown).toMatchObject({ code: 'http-status', status: 404 })
    })

    test('throwOnError: what had ended the stream before is tried again for who comes later, and thrown if that fails', async () => {
      const house = createHouse()
      hush()
      house.server.failNext(404)
      const badge = await mount(house.registry, house.options())
      await act(() => house.clock.advance(0))
      expect(badge.shown).toMatchObject({ phase: 'closed', error: 'http-status' })
      const first = await mount(house.registry, house.options({ throwOnError: true }))
      expect(first.thrown).toBeUndefined()
      await act(() => house.clock.advance(350))
      await send(house, await house.server.connection(), 'a')
      expect([first.shown, badge.shown]).toEqual(
        [0, 1].map(() => expect.objectContaining({ data: 'a', phase: 'open' })),
      )

      await act(() => house.server.connections.at(-1)?.end())
      house.server.failNext(404, { times: 2 })
      await act(() => house.clock.next())
      expect(first.thrown).toMatchObject({ status: 404 })
      const second = await mount(house.registry, house.options({ throwOnError: ({ code }) => code === 'http-status' }))
      expect(second.thrown).toBeUndefined()
      await act(() => house.clock.advance(350))
      expect(second.thrown).toMatchObject({ status: 404 })
      expect(second.thrown).not.toBe(first.thrown)
      const requests = house.server.requests.length
      await mount(house.registry, house.options({ throwOnError: ({ code }) => code === 'no-body' }))
      await mount(house.registry, house.options())
      await act(() => house.clock.advance(60_000))
      expect(house.server.requests).toHaveLength(requests)
    })

    test.each(having('computed errors'))('select that throws: reaches the error boundary', async () => {
      const house = createHouse()
      hush()
      const [probe, connection] = await open(house, {
        select(data?: string) {
          if (data === 'bad') {
            throw new Error('cannot select')
          }
          return data
        },
      })
      await send(house, connection, 'bad')
      expect(probe.thrown).toMatchObject({ message: 'cannot select' })
    })

    test.each(having('effect errors'))(
      'invalid option: reaches the error boundary, and leaves nothing open',
      async () => {
        const house = createHouse()
        hush()
        const probe = await mount(house.registry, house.options({ idleTimeout: -1 }))
        expect(probe.thrown).toMatchObject({ code: 'invalid-option', option: 'idleTimeout' })
        await probe.unmount()
        expect([house.server.requests.length, house.clock.pending]).toEqual([0, 0])
      },
    )
  })

  describe(`${name}: answers`, () => {
    const ask = (prompt: string): Partial<RegistryOptions> => ({
      ...join,
      key: ['answer', prompt],
      body: { prompt },
      until: 'done',
    })

    test('tokens: accumulate, and a finished answer is told from a cut one', async () => {
      const house = createHouse()
      const [probe, connection] = await open(house, ask('hi'))
      await send(house, connection, 'Hel', 'lo')
      expect(probe.shown).toMatchObject({ data: 'Hello', phase: 'open' })
      await act(() => connection.send({ type: 'done', data: '.' }))
      expect(probe.shown).toMatchObject({ data: 'Hello.', phase: 'closed', error: undefined })

      const [cut, second] = await open(house, ask('cut'))
      await send(house, second, 'Hel')
      await act(() => second.end())
      expect(cut.shown).toMatchObject({ data: 'Hel', phase: 'closed', error: 'ended-early' })
      await act(() => house.clock.advance(60_000))
      expect(house.server.requests).toHaveLength(2)
    })

    test('another prompt: aborts the former one, and shows nothing of it', async () => {
      const house = createHouse()
      const [probe, first] = await open(house, ask('one'))
      await send(house, first, 'One')
      probe.renders.length = 0
      await probe.update(house.options(ask('two')))
      await act(() => house.clock.advance(0))
      expect(await first.closed).toBe('left')
      const second = await house.server.connection()
      await send(house, second, 'Two')
      expect(new Set(probe.renders.map(({ data }) => data))).toEqual(new Set(['', 'Two']))
    })
  })

  test(`${name}: without a provider, all share the registry of the page`, async () => {
    const house = createHouse()
    const probe = await mount(undefined, house.options())
    await house.server.connection()
    await act(() => house.clock.settle())
    expect(pageRegistry().getSnapshot(pageRegistry().identify(house.options(), {}))).toMatchObject({
      state: { phase: 'open' },
    })
    await probe.unmount()
    await act(() => house.clock.advance(0))
    expect(house.clock.pending).toBe(0)
  })
}

/** Frameworks report what reaches an error boundary to the console, too. */
function hush(): void {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  onTestFinished(() => {
    error.mockRestore()
    warn.mockRestore()
  })
}
