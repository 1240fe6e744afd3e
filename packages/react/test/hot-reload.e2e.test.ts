import { expect, test } from 'vitest'
import { editWhileOpen } from '../../../tooling/hot-reload/hot-reload.ts'

test('hot reload: an edited component keeps its stream, in StrictMode too', async () => {
  const seen = await editWhileOpen({
    example: 'react',
    plugin: '@vitejs/plugin-react',
    main: `import { createElement, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Ticks } from './ticks.jsx'
createRoot(document.getElementById('app')).render(createElement(StrictMode, {}, createElement(Ticks)))`,
    component: [
      'ticks.jsx',
      `import { useEventStream } from '@linefeed/react'
export function Ticks() {
  const { data } = useEventStream('/events', { initial: [], reduce: (list, { data }) => [...list, data] })
  return <p>before: {data.join(', ')}</p>
}`,
    ],
  })
  expect(seen).toEqual({ texts: ['before: one', 'after: one, two', 'true'], requests: 1 })
})
