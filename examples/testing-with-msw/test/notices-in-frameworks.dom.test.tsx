// The same tests for the component in React and in Vue.
import { pageRegistry } from '@linefeed/client/store'
import { eventStreamMatchers, mockEventStream, type EventStreamMatchers } from '@linefeed/msw'
import { act, cleanup, render } from '@testing-library/react'
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Notice } from '../src/notices.ts'
import { Notices as NoticesInReact, type NoticesProps } from '../src/notices-in-react.tsx'
import { Notices as NoticesInVue } from '../src/notices-in-vue.ts'
import { server } from './server.ts'

expect.extend(eventStreamMatchers)
declare module 'vitest' {
  interface Matchers<
    R extends void | Promise<void> = void | Promise<void>,
    T = unknown,
  > extends EventStreamMatchers<R> {}
}

interface Screen {
  readonly element: Element
  signOut(): Promise<void>
  leave(): void
}

const createMock = () => mockEventStream<{ notice: Notice }>('/me/notices')
let stream: ReturnType<typeof createMock>
let screen: Screen
let tokens: number

const status = () => screen.element.querySelector('[role=status]')?.textContent
const notices = () => Array.from(screen.element.querySelectorAll('li'), ({ textContent }) => textContent)

/** Retries that do not wait; each token is a new one. */
const props = (): NoticesProps => ({
  user: 'ada',
  getToken: () => `token-${++tokens}`,
  retry: { base: 1, cap: 1, limit: 2 },
})

const frameworks: Record<string, () => Promise<Screen>> = {
  async React() {
    // What it shows is waited for with `expect.poll`, as a user would.
    const { container, rerender, unmount } = await act(async () => render(<NoticesInReact {...props()} />))
    return {
      element: container,
      signOut: async () => act(async () => rerender(<NoticesInReact {...props()} user={null} />)),
      leave: unmount,
    }
  },
  async Vue() {
    const wrapper = mount(NoticesInVue, { props: props() })
    return {
      element: wrapper.element.parentElement ?? wrapper.element,
      signOut: () => wrapper.setProps({ user: null }),
      leave: () => wrapper.unmount(),
    }
  },
}

describe.each(Object.entries(frameworks))('%s', (_name, show) => {
  beforeEach(() => {
    tokens = 0
    stream = createMock()
    server.use(stream.handler)
  })
  afterEach(() => {
    screen.leave()
    cleanup()
    // The next test begins in the same task: without this it would share, and show, this one's stream.
    pageRegistry().dispose()
    stream.reset()
  })

  test('notices appear as they come', async () => {
    screen = await show()
    const connection = await stream.connection()
    await connection.send({ type: 'notice', data: { text: 'Welcome' }, id: '1' })
    await expect.poll(notices).toEqual(['Welcome'])
    expect(status()).toBe('Live')
  })

  test('a server that does not answer: the page says that it connects', async () => {
    stream.holdNext()
    screen = await show()
    const request = await stream.held()
    expect([status(), notices()]).toEqual(['Connecting', []])
    request.open()
    await expect.poll(status).toBe('Live')
  })

  test('a drop in the middle of a notice loses nothing and doubles nothing', async () => {
    const past = stream.history()
    screen = await show()
    const first = await stream.connection()
    await first.send({ type: 'notice', data: { text: 'one' }, id: '1' })
    past.remember({ type: 'notice', data: { text: 'two' }, id: '2' })
    await first.raw('id: 2\nevent: notice\ndata: {"te')
    await first.drop()
    const second = await stream.connection()
    expect(second).toResume('1')
    await expect.poll(notices).toEqual(['one', 'two'])
  })

  test('a server that is down is given up after three requests', async () => {
    stream.failNext(503, { times: 3 })
    screen = await show()
    await expect.poll(status).toBe('Could not connect')
    expect(stream).toHaveRequests(3)
  })

  test('signing out: nothing is left on the page, and the connection is closed', async () => {
    screen = await show()
    const connection = await stream.connection()
    await connection.send({ type: 'notice', data: { text: 'for Ada' }, id: '1' })
    await expect.poll(notices).toEqual(['for Ada'])
    await screen.signOut()
    expect([notices(), status()]).toEqual([[], 'Signed out'])
    expect(await connection.closed).toBe('left')
  })
})
