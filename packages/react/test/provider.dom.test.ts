import { EventStreamProvider, useEventStream, type EventStreamProviderProps } from '@linefeed/react'
import { act, cleanup, render } from '@testing-library/react'
import { Component, createElement as h, StrictMode, useEffect, useLayoutEffect, useState, type ReactNode } from 'react'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { createHouse, join, type House } from '../../../tooling/adapter-behaviours/house.ts'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
afterEach(cleanup)

/** Shows the stream of the provider's user, and collects every render with the user it was for. */
function createScreen(house: House, own = {}) {
  const renders: [user: unknown, data: unknown][] = []
  const heard: unknown[] = []
  function Stream({ user }: { user: unknown }): ReactNode {
    const { data } = useEventStream({
      ...house.options(),
      ...join,
      ...own,
      onEvent: (event: { data: unknown }) => heard.push([user, event.data]),
    } as never)
    renders.push([user, data])
    return null
  }
  const element = (props: EventStreamProviderProps): ReactNode =>
    h(StrictMode, null, h(EventStreamProvider, props, h(Stream, { user: props.identity })))
  return { renders, heard, element }
}

test('identity: another one is another registry, and not one render shows what the former one had', async () => {
  const house = createHouse()
  const { renders, heard, element } = createScreen(house)
  const screen = await act(async () => render(element({ identity: 'A' })))
  const first = await house.server.connection()
  await act(() => first.send({ data: 'for A' }))
  await act(() => house.clock.advance(0))
  expect(renders.at(-1)).toEqual(['A', 'for A'])
  await act(async () => screen.rerender(element({ identity: 'B' })))
  expect(await first.closed).toBe('left')
  const second = await house.server.connection()
  await act(() => second.send({ data: 'for B' }))
  await act(() => house.clock.advance(0))
  expect(renders.filter(([user, data]) => user === 'B' && String(data).includes('A'))).toEqual([])
  expect(renders.at(-1)).toEqual(['B', 'for B'])
  expect(heard).toEqual([
    ['A', 'for A'],
    ['B', 'for B'],
  ])
  expect(house.server.requests).toHaveLength(2)
})

test('headers: each attempt sends the newest of the provider', async () => {
  const house = createHouse()
  const { element } = createScreen(house)
  const screen = await act(async () => render(element({ headers: { 'x-version': '1' } })))
  const first = await house.server.connection()
  await act(async () => screen.rerender(element({ headers: () => ({ 'x-version': '2' }) })))
  await act(() => first.drop())
  await act(() => house.clock.next())
  const second = await house.server.connection()
  expect([first, second].map(({ headers }) => headers.get('x-version'))).toEqual(['1', '2'])
})

test('linger: a stream outlives its last component by so much', async () => {
  const house = createHouse()
  const { element } = createScreen(house)
  const screen = await act(async () => render(element({ linger: 1_000 })))
  const connection = await house.server.connection()
  screen.unmount()
  await house.clock.advance(999)
  expect(connection.phase).toBe('open')
  await house.clock.advance(1)
  expect(await connection.closed).toBe('left')
})

test('event between a commit and its effects: is not heard by the component that shows another stream', async () => {
  const house = createHouse()
  const heard: unknown[] = []
  let change = (_key: string): void => {}
  let publish = (): void => {}
  let wasLate = false
  function Stream(): ReactNode {
    const [key, setKey] = useState('A')
    change = setKey
    useEventStream({
      url: '/events',
      key,
      onEvent: ({ data }) => heard.push([key, data]),
      onError: () => heard.push([key, 'error']),
    })
    // After the commit of B, before its effects let go of A.
    useLayoutEffect(() => {
      if (key === 'B') {
        wasLate = true
        publish()
      }
    }, [key])
    useEffect(() => {}, [])
    return null
  }
  const registry = {
    ...house.registry,
    onIdentityChange: house.registry.onIdentityChange,
    hold(
      { id }: { id: unknown },
      _owner: object,
      getOptions: () => { onEvent?: (event: never) => void; onError?: (error: never) => void },
    ) {
      publish = () => {
        getOptions().onEvent?.({ data: `late for ${String(id)}` } as never)
        getOptions().onError?.(undefined as never)
      }
      return () => {}
    },
  } as typeof house.registry
  await act(async () => void render(h(EventStreamProvider, { registry }, h(Stream))))
  await act(async () => change('B'))
  expect([wasLate, heard]).toEqual([true, []])
})

test('identity set between a commit and its effects: the former user’s stream is not opened with the new one’s headers', async () => {
  const house = createHouse({
    identity: 'A',
    linger: 5_000,
    headers: () => ({ authorization: `Bearer ${String(house.registry.identity)}` }),
  })
  const renders: [user: unknown, data: unknown][] = []
  function Room({ room }: { room: number }): ReactNode {
    const { data } = useEventStream({
      ...house.options(),
      ...join,
      url: `http://localhost/events?${room}`,
    } as never)
    renders.push([house.registry.identity, data])
    return null
  }
  function App({ user, room }: { user: string; room: number }): ReactNode {
    useLayoutEffect(() => house.registry.setIdentity(user), [user])
    return h(Room, { room })
  }
  const element = (user: string, room: number): ReactNode =>
    h(EventStreamProvider, { registry: house.registry }, h(App, { user, room }))
  const screen = await act(async () => render(element('A', 1)))
  await act(() => house.clock.advance(100))
  await act(async () => screen.rerender(element('B', 2)))
  await act(() => house.clock.advance(100))
  const open = house.server.connections.filter(({ phase }) => phase === 'open')
  expect(open.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer B'])
  await act(() => open[0]?.send({ data: 'secret of B' }))
  await act(() => house.clock.advance(100))
  expect(renders.at(-1)).toEqual(['B', 'secret of B'])
  await act(async () => screen.rerender(element('A', 2)))
  await act(() => house.clock.advance(100))
  expect(renders.filter(([user, data]) => user === 'A' && data !== '')).toEqual([])
})

test('throwOnError: the retry of an error boundary asks again, also while the stream lingers', async () => {
  const house = createHouse({ linger: 60_000 })
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => error.mockRestore())
  let retry = (): void => {}
  class Boundary extends Component<{ children: ReactNode }> {
    override state = { hasFailed: false }
    static getDerivedStateFromError(): { hasFailed: boolean } {
      return { hasFailed: true }
    }
    override render(): ReactNode {
      retry = () => this.setState({ hasFailed: false })
      return this.state.hasFailed ? 'failed' : this.props.children
    }
  }
  function Page(): ReactNode {
    const { data } = useEventStream({ ...house.options(), throwOnError: true } as never)
    return `page ${data as unknown as string}`
  }
  house.server.failNext(404, { times: 2 })
  const screen = await act(async () =>
    render(h(EventStreamProvider, { registry: house.registry }, h(Boundary, null, h(Page)))),
  )
  await act(() => house.clock.advance(1_000))
  expect(screen.container.textContent).toBe('failed')
  await act(async () => retry())
  await act(() => house.clock.advance(1_000))
  expect([screen.container.textContent, house.server.requests.length]).toEqual(['failed', 2])
  await act(async () => retry())
  const connection = await house.server.connection()
  await act(() => connection.send({ data: 'a' }))
  await act(() => house.clock.advance(0))
  expect(screen.container.textContent).toBe('page a')
})
