// Markup made on a server, and taken over by a page.
import { createRegistry, type Registry } from '@linefeed/client/store'
import { act } from '@testing-library/react'
import { createElement as h, StrictMode, Suspense, type ReactNode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToPipeableStream, renderToString } from 'react-dom/server'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createHouse, type House } from '../../../tooling/adapter-behaviours/house.ts'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

/** With a context of its own: a server and a page never share one, and React warns of renderers that do. */
async function createApp(house: House) {
  vi.resetModules()
  const { EventStreamProvider, useEventStream } = await import('@linefeed/react')
  function Stream(): ReactNode {
    const { data, state } = useEventStream({ ...house.options(), initial: 'nothing yet' } as never)
    return h('p', null, `${data as unknown as string}, ${state.phase}`)
  }
  return (registry: Registry): ReactNode =>
    h(StrictMode, null, h(EventStreamProvider, { registry }, h(Suspense, { fallback: 'wait' }, h(Stream))))
}

test.each([
  ['renderToString', async (app: ReactNode) => renderToString(app)],
  [
    'renderToPipeableStream',
    async (app: ReactNode) => {
      const out = new PassThrough()
      const { pipe } = renderToPipeableStream(app, { onShellReady: () => pipe(out) })
      return text(out)
    },
  ],
])('%s: opens no connection, and shows what a stream begins with', async (_name, renderOnServer) => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => error.mockRestore())
  const house = createHouse()
  const html = await renderOnServer((await createApp(house))(createRegistry()))
  await house.clock.advance(1_000)
  expect(html).toContain('<p>nothing yet, idle</p>')
  expect([house.server.requests.length, house.clock.pending]).toEqual([0, 0])
  expect(error).not.toHaveBeenCalled()
})

test('hydration: no warning, not even where the stream is already open', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => error.mockRestore())
  const house = createHouse()
  const app = await createApp(house)
  const registry = createRegistry()
  const release = registry.hold(
    { id: registry.identify(house.options(), {}), whose: registry.identity },
    {},
    () => house.options({ initial: 'nothing yet' }),
    () => {},
  )
  const connection = await house.server.connection()
  await connection.send({ data: 'a' })
  await house.clock.advance(0)

  const container = document.createElement('div')
  document.body.append(container)
  container.innerHTML = renderToString((await createApp(house))(createRegistry()))
  const problems: unknown[] = []
  const root = await act(async () =>
    hydrateRoot(container, app(registry), { onRecoverableError: (problem) => problems.push(problem) }),
  )
  expect(container.textContent).toBe('a, open')
  expect(problems).toEqual([])
  expect(error.mock.calls).toEqual([])
  expect(house.server.requests).toHaveLength(1)
  await act(async () => root.unmount())
  release()
})
