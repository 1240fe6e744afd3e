import { createRegistry } from '@linefeed/client/store'
import { provideEventStreams, useEventStream } from '@linefeed/vue'
import { enableAutoUnmount, mount } from '@vue/test-utils'
import {
  computed,
  createSSRApp,
  defineComponent,
  effectScope,
  h,
  KeepAlive,
  nextTick,
  reactive,
  ref,
  shallowRef,
  version,
  watch,
  watchEffect,
  type Component,
  type Ref,
} from 'vue'
import { renderToString } from '@vue/server-renderer'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createHouse, join, type House } from '../../../tooling/adapter-behaviours/house.ts'

enableAutoUnmount(afterEach)

const mounted: ReturnType<typeof mount>[] = []

/** Runs `setup` in a component below a provider, and gives what it returned. */
function inComponent<Result>(setup: () => Result, provider: Parameters<typeof provideEventStreams>[0] = {}): Result {
  const results: Result[] = []
  const Inner = defineComponent({
    setup() {
      results.push(setup())
      return () => null
    },
  })
  mounted.push(
    mount(
      defineComponent({
        setup() {
          provideEventStreams(provider)
          return () => h(Inner)
        },
      }),
    ),
  )
  const [result] = results
  if (result === undefined) {
    throw new Error('Cannot mount: setup must give something')
  }
  return result
}

async function receive(house: House, data: string): Promise<void> {
  const connection = await house.server.connection()
  await connection.send({ data })
  await house.clock.advance(0)
}

describe('inputs', () => {
  const inputs: [what: string, use: (house: House, value: Ref<string>) => ReturnType<typeof useEventStream>][] = [
    ['a ref in the key', (house, value) => useEventStream({ ...house.options(), ...join, key: ['k', value] } as never)],
    [
      'a getter as key',
      (house, value) => useEventStream({ ...house.options(), ...join, key: () => ['k', value.value] } as never),
    ],
    [
      'a computed identity',
      (house, value) => useEventStream({ ...house.options(), ...join, identity: computed(() => value.value) } as never),
    ],
    [
      'a getter as url',
      (house, value) =>
        useEventStream(() => `http://localhost/events?${value.value}`, { ...house.options(), ...join } as never),
    ],
    [
      'a getter of options',
      (house, value) => useEventStream((() => ({ ...house.options(), ...join, key: value.value })) as never),
    ],
  ]

  test.each(inputs)('%s: when it changes, the old value is gone in the same tick', async (_what, use) => {
    const house = createHouse()
    const value = ref('A')
    const { data, lastEventId } = inComponent(() => use(house, value))
    await receive(house, 'for A')
    expect(data.value).toBe('for A')
    value.value = 'B'
    expect([data.value, lastEventId.value]).toEqual(['', ''])
    await receive(house, 'for B')
    expect(data.value).toBe('for B')
    await house.clock.advance(0)
    expect(house.server.connections.map(({ phase }) => phase)).toEqual(['left', 'open'])
  })

  test('several that change in one tick: one request, for what they are in the end', async () => {
    const house = createHouse()
    const user = ref('A')
    const topic = ref('x')
    inComponent(() =>
      useEventStream(() => `http://localhost/events?${topic.value}`, { ...house.options(), identity: user } as never),
    )
    await receive(house, 'a')
    user.value = 'B'
    topic.value = 'y'
    await nextTick()
    user.value = 'C'
    topic.value = 'z'
    user.value = 'D'
    await nextTick()
    await house.clock.advance(0)
    expect(house.server.requests.map(({ url }) => url.split('?')[1])).toEqual(['x', 'y', 'z'])
  })

  test('enabled: a ref opens and closes', async () => {
    const house = createHouse()
    const enabled = ref(false)
    const { state } = inComponent(() => useEventStream({ ...house.options(), enabled } as never))
    await house.clock.advance(1_000)
    expect([state.value.phase, house.server.requests.length]).toEqual(['idle', 0])
    enabled.value = true
    await house.server.connection()
    await house.clock.settle()
    expect(state.value.phase).toBe('open')
    enabled.value = false
    expect(state.value.phase).toBe('idle')
    await house.clock.advance(0)
    house.server.expectNoOpenConnections()
  })

  test('select: may read refs, and the data follows them', async () => {
    const house = createHouse()
    const index = ref(0)
    const { data } = inComponent(() =>
      useEventStream({ ...house.options(), select: (text = '') => text[index.value] } as never),
    )
    await receive(house, 'abc')
    expect(data.value).toBe('a')
    index.value = 2
    expect(data.value).toBe('c')
  })
})

describe('reconnect() and close() in an effect', () => {
  test('against a server that refuses: one more request, and the effect runs once', async () => {
    const house = createHouse()
    house.server.failNext(404, { times: 50 })
    const isWanted = ref(false)
    let runs = 0
    const { state } = inComponent(() => {
      const refs = useEventStream({ ...house.options(), retry: { base: 1 } } as never)
      watchEffect(() => {
        if (isWanted.value) {
          runs++
          refs.reconnect()
        }
      })
      return refs
    })
    await house.clock.advance(1_000)
    isWanted.value = true
    for (let turn = 0; turn < 10; turn++) {
      await nextTick()
      await house.clock.advance(1_000)
    }
    expect([runs, house.server.requests.length, state.value.phase]).toEqual([1, 2, 'closed'])
  })

  test.each(['reconnect', 'close'] as const)('%s(): makes it depend on nothing', async (action) => {
    const house = createHouse()
    const [url, number] = [ref('http://localhost/events?1'), ref(1)]
    let runs = 0
    inComponent(() => {
      const refs = useEventStream((() => ({
        ...house.options(),
        url: url.value,
        headers: { 'x-version': String(number.value) },
      })) as never)
      watchEffect(
        () => {
          runs++
          refs[action]()
        },
        { flush: 'post' },
      )
      return refs
    })
    await house.server.connection()
    await house.clock.advance(1_000)
    number.value = 2
    url.value = 'http://localhost/events?2'
    await nextTick()
    await house.clock.advance(1_000)
    expect(runs).toBe(1)
  })
})

describe('registry', () => {
  test('another key: the former stream is let go of in the same tick', async () => {
    const house = createHouse()
    const key = ref('A')
    const released: string[] = []
    house.registry.hold =
      ({ id }) =>
      () =>
        released.push(String(id))
    inComponent(() => useEventStream({ ...house.options(), key } as never), { registry: house.registry })
    await nextTick()
    key.value = 'B'
    expect(released).toContain('[null,"A"]')
  })

  test('identity that changes between setup and mount: is the one that counts', async () => {
    const house = createHouse({ identity: 'A' })
    inComponent(
      () => {
        const refs = useEventStream(house.options() as never)
        house.registry.setIdentity('B')
        return refs
      },
      { registry: house.registry },
    )
    await house.server.connection()
    expect(house.registry.getSnapshot(house.registry.identify(house.options(), {}))).toBeDefined()
  })

  /** Counts who follows the registry's identity. */
  function countFollowers({ registry }: House): () => number {
    let following = 0
    const { onIdentityChange } = registry
    registry.onIdentityChange = (listener) => {
      following++
      const end = onIdentityChange(listener)
      return () => {
        following--
        end()
      }
    }
    return () => following
  }

  test('scope stopped before its component is mounted: follows nothing, and opens nothing', async () => {
    const house = createHouse()
    const following = countFollowers(house)
    inComponent(
      () => {
        const scope = effectScope()
        scope.run(() => useEventStream(house.options() as never))
        scope.stop()
        return scope
      },
      { registry: house.registry },
    )
    await nextTick()
    await house.clock.advance(1_000)
    expect([following(), house.server.requests.length]).toEqual([0, 0])
  })

  // Vue 3.4 runs sync watchers in the middle of what it evaluates.
  test.skipIf(version.startsWith('3.4.'))(
    'identity: once it has changed, not even a sync watcher of one stream sees what another had of the former',
    async () => {
      const house = createHouse({ identity: 'A' })
      const seen: unknown[] = []
      inComponent(
        () => {
          const use = (room: number) =>
            useEventStream({ ...house.options(), ...join, url: `http://localhost/events?${room}` } as never)
          const [one, two] = [use(1), use(2)]
          for (const stream of [one, two]) {
            watch(stream.data, () => seen.push([house.registry.identity, one.data.value, two.data.value]), {
              flush: 'sync',
            })
          }
          return [one, two]
        },
        { registry: house.registry },
      )
      await receive(house, 'a')
      await receive(house, 'a')
      seen.length = 0
      house.registry.setIdentity('B')
      expect(seen).toEqual([
        ['B', '', ''],
        ['B', '', ''],
      ])
    },
  )

  test('identity that changed while nobody followed it: is the one that counts', async () => {
    const house = createHouse({ identity: 'A' })
    const first = inComponent(() => ({ refs: useEventStream(house.options() as never) }), { registry: house.registry })
    expect(first.refs.state.value.phase).toBe('idle')
    await house.server.connection()
    mounted.at(-1)?.unmount()
    house.registry.setIdentity('B')
    inComponent(() => useEventStream(house.options() as never), { registry: house.registry })
    await house.server.connection()
    expect(house.registry.getSnapshot(house.registry.identify(house.options({ identity: 'B' }), {}))).toBeDefined()
  })

  test('unmounted component: follows its identity no more', async () => {
    const house = createHouse()
    const following = countFollowers(house)
    const Follower = defineComponent({
      setup() {
        provideEventStreams({ registry: house.registry })
        return () =>
          h(
            defineComponent({
              setup() {
                useEventStream(house.options() as never)
                return () => null
              },
            }),
          )
      },
    })
    const screen = mount(Follower)
    await nextTick()
    expect(following()).toBe(1)
    screen.unmount()
    expect(following()).toBe(0)
  })
})

describe('out of sight', () => {
  /** Shows one of two pages, kept alive. */
  function keepAlive(house: House, pages: Record<'A' | 'B', Component>): { shown: Ref<'A' | 'B'>; text: () => string } {
    const shown = ref<'A' | 'B'>('A')
    const screen = mount(
      defineComponent({
        setup() {
          provideEventStreams({ registry: house.registry })
          return () => h(KeepAlive, null, () => h(pages[shown.value]))
        },
      }),
    )
    return { shown, text: () => screen.text() }
  }

  test('scope that components share: its stream outlives the page that used it first', async () => {
    const house = createHouse()
    const scope = effectScope(true)
    const use = () => useEventStream({ ...house.options(), ...join } as never)
    let shared: ReturnType<typeof use> | undefined
    const page = (): Component =>
      defineComponent({
        setup() {
          shared ??= scope.run(use)
          return () => h('p', `${shared?.data.value as unknown as string} ${String(shared?.state.value.phase)}`)
        },
      })
    const { shown, text } = keepAlive(house, { A: page(), B: page() })
    const connection = await house.server.connection()
    await connection.send({ data: 'a' })
    await house.clock.advance(0)
    shown.value = 'B'
    await nextTick()
    await house.clock.advance(1_000)
    expect([text(), connection.phase]).toEqual(['a open', 'open'])
    await connection.send({ data: 'b' })
    await house.clock.advance(0)
    await nextTick()
    expect(text()).toBe('ab open')
    scope.stop()
    await house.clock.advance(0)
    expect(await connection.closed).toBe('left')
    shown.value = 'A'
    await nextTick()
    await house.clock.advance(1_000)
    expect(house.server.requests).toHaveLength(1)
  })

  test('component mounted in a tree out of sight: opens when the tree is shown', async () => {
    const house = createHouse({ identity: 'A' })
    const isThere = ref(false)
    const Late = defineComponent({
      setup() {
        const { state } = useEventStream(house.options() as never)
        return () => h('p', state.value.phase)
      },
    })
    const { shown, text } = keepAlive(house, {
      A: defineComponent({ setup: () => () => h('div', isThere.value ? h(Late) : 'empty') }),
      B: defineComponent({ setup: () => () => h('div', 'B') }),
    })
    shown.value = 'B'
    await nextTick()
    isThere.value = true
    await nextTick()
    await house.clock.advance(1_000)
    expect(house.server.requests).toHaveLength(0)
    shown.value = 'A'
    await nextTick()
    await house.server.connection()
    await house.clock.settle()
    await nextTick()
    expect(text()).toBe('open')
    shown.value = 'B'
    await nextTick()
    await house.clock.advance(0)
    house.server.expectNoOpenConnections()
  })
})

describe('provider', () => {
  test('identity: another one ends everything of the former one in the same tick', async () => {
    const house = createHouse()
    const session = reactive<{ user: string | null }>({ user: 'A' })
    const heard: unknown[] = []
    const { data } = inComponent(
      () =>
        useEventStream({
          ...house.options(),
          ...join,
          onEvent: (event: { data: unknown }) => heard.push(event.data),
        } as never),
      { identity: () => session.user },
    )
    const first = await house.server.connection()
    await first.send({ data: 'for A' })
    await house.clock.advance(0)
    first.send({ data: 'late for A' }).catch(() => {})
    session.user = null
    expect(data.value).toBe('')
    expect(await first.closed).toBe('left')
    await house.clock.settle()
    expect([data.value, heard]).toEqual(['', ['for A']])
  })

  test('headers and linger: are those of all streams below', async () => {
    const house = createHouse()
    let enabled: Ref<boolean> = ref(true)
    inComponent(() => useEventStream({ ...house.options(), enabled: (enabled = shallowRef(true)) } as never), {
      headers: () => ({ authorization: 'Bearer 1' }),
      linger: 1_000,
    })
    const connection = await house.server.connection()
    expect(connection.headers.get('authorization')).toBe('Bearer 1')
    enabled.value = false
    await house.clock.advance(999)
    expect(connection.phase).toBe('open')
    await house.clock.advance(1)
    expect(await connection.closed).toBe('left')
  })
})

test('effect scope outside of components: opens at once, and lets go when it stops', async () => {
  const house = createHouse()
  const scope = effectScope()
  const refs = scope.run(() => useEventStream(house.options() as never))
  await receive(house, 'a')
  expect(refs?.data.value).toBe('a')
  scope.stop()
  await house.clock.advance(0)
  house.server.expectNoOpenConnections()
  expect(house.clock.pending).toBe(0)
})

describe('server', () => {
  function createApp(house: House) {
    const Stream = defineComponent({
      setup() {
        const { data, state } = useEventStream({ ...house.options(), initial: 'nothing yet' } as never)
        return () => h('p', `${data.value as unknown as string}, ${state.value.phase}`)
      },
    })
    return (registry = createRegistry()) =>
      createSSRApp(
        defineComponent({
          setup() {
            provideEventStreams({ registry })
            return () => h(Stream)
          },
        }),
      )
  }

  test('renderToString: opens no connection, and shows what a stream begins with', async () => {
    const house = createHouse()
    const registry = createRegistry()
    const follow = vi.spyOn(registry, 'onIdentityChange')
    expect(await renderToString(createApp(house)(registry))).toBe('<p>nothing yet, idle</p>')
    await house.clock.advance(1_000)
    expect([house.server.requests.length, house.clock.pending, follow.mock.calls.length]).toEqual([0, 0, 0])
  })

  test('hydration: no warning, not even where the stream is already open', async () => {
    const warnings = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')]
    onTestFinished(() => warnings.forEach((warning) => warning.mockRestore()))
    const house = createHouse()
    const registry = createRegistry()
    const release = registry.hold(
      { id: registry.identify(house.options(), {}), whose: registry.identity },
      {},
      () => house.options({ initial: 'nothing yet' }),
      () => {},
    )
    await receive(house, 'a')

    const container = document.createElement('div')
    container.innerHTML = await renderToString(createApp(house)())
    const app = createApp(house)(registry)
    app.mount(container)
    await nextTick()
    expect(container.textContent).toBe('a, open')
    expect(warnings.flatMap((warning) => warning.mock.calls)).toEqual([])
    expect(house.server.requests).toHaveLength(1)
    app.unmount()
    release()
  })
})
