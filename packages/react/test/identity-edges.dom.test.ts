// Moments around a change of user that only React has: between a commit and its effects, and between nobody and nobody.
import { EventStreamProvider, useEventStream } from '@linefeed/react'
import { act, cleanup, render } from '@testing-library/react'
import { createElement as h, useLayoutEffect, type ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { createHouse, join } from '../../../tooling/adapter-behaviours/house.ts'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
afterEach(cleanup)

test('an event between the commit that takes a component away and its effects is heard by nobody', async () => {
  const house = createHouse()
  const heard: unknown[] = []
  let publish = (): void => {}
  const registry = {
    ...house.registry,
    hold(_place: object, _owner: object, getOptions: () => { onEvent?: (event: { data: string }) => void }) {
      publish = () => getOptions().onEvent?.({ data: 'late' })
      return () => {}
    },
  }
  function Notices(): ReactNode {
    useEventStream({ url: '/me/notices', onEvent: ({ data }) => heard.push(data) })
    return null
  }
  function App({ user }: { user: string | null }): ReactNode {
    useLayoutEffect(() => {
      publish()
    }, [user])
    return user && h(Notices)
  }
  const page = (user: string | null) => h(EventStreamProvider, { registry: registry as never }, h(App, { user }))
  const screen = await act(async () => render(page('A')))
  publish()
  await act(async () => screen.rerender(page(null)))
  expect(heard).toEqual(['late'])
})

test('a provider that learns that nobody is signed in keeps what nobody had', async () => {
  const house = createHouse()
  function Stream(): ReactNode {
    return useEventStream<undefined, string>({ ...house.options(), ...join } as never).data
  }
  const page = (identity: null | undefined) => h(EventStreamProvider, { identity }, h(Stream))
  const screen = await act(async () => render(page(undefined)))
  const connection = await house.server.connection()
  await act(() => connection.send({ data: 'a' }))
  await act(() => house.clock.advance(0))
  await act(async () => screen.rerender(page(null)))
  await act(() => house.clock.advance(5_000))
  expect([screen.container.textContent, house.server.requests.length]).toEqual(['a', 1])
})
