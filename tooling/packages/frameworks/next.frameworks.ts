import { test } from 'vitest'
import { expectHydration } from './app.ts'

// What is seen is asserted on the way: the server's text, the page's, the console, the requests.
// oxlint-disable-next-line vitest/expect-expect
test('Next.js: renders without a connection, hydrates without a warning', async () => {
  await expectHydration({
    dependencies: ['next@16.4.6', 'react@19.3.1', 'react-dom@19.3.1'],
    build: ['node_modules/next/dist/bin/next', 'build'],
    start: (port) => ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', String(port)],
    files: {
      'app/layout.jsx': `export default function Layout({ children }) {
  return <html lang="en"><head><link rel="icon" href="data:," /></head><body>{children}</body></html>
}`,
      'app/page.jsx': `import { Notices } from './notices'
export default function Page() {
  return <main><h1>Notices</h1><Notices /></main>
}`,
      'app/notices.jsx': `'use client'
import { useEventStream } from '@linefeed/react'
export function Notices() {
  const { data } = useEventStream(process.env.NEXT_PUBLIC_EVENTS, { initial: [], reduce: (list, { data }) => [...list, data] })
  return <p>{data.length === 0 ? 'nothing yet' : data.join(', ')}</p>
}`,
    },
  })
})
