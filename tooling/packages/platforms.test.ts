// What users compile against: the DOM's types, Node's or a worker's. All packages say the same to each.
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createFolder, installAll, packAll, run } from './pack.ts'

const folder = createFolder()
afterAll(() => folder.dispose())

installAll(folder.path, packAll(folder.path), [
  '@cloudflare/workers-types@5.20261117.1',
  '@types/node@24.19.2',
  '@types/react@19.3.0',
  'msw@3.0.5',
  'typescript-5.6@npm:typescript@5.6.3',
])
const newest = resolve(import.meta.dirname, '../../node_modules/@typescript/native/bin/tsc')
/** The oldest that the READMEs name: before it, what iterates has fewer type parameters, and events are `any` in loops. */
const oldest = 'node_modules/typescript-5.6/bin/tsc'

/** A small use of every package. */
const use = `import { bearer, createEventStream, json } from '@linefeed/client'
import { connectTimed, sendWithinOrigin } from '@linefeed/client/connection'
import { createSession } from '@linefeed/client/session'
import { createStore } from '@linefeed/client/store'
import { EventSource } from '@linefeed/eventsource'
import { fetchEventSource } from '@linefeed/fetch-event-source'
import { mockEventStream } from '@linefeed/msw'
import { mockFetch } from '@linefeed/msw/fetch'
import { createParser } from '@linefeed/parser'
import { useEventStream as useInReact } from '@linefeed/react'
import { useEventStream as useInVue } from '@linefeed/vue'

const url = 'https://ci.example.com/builds'
const builds = createEventStream(url, {
  body: { project: 1 },
  headers: { authorization: 'Bearer x', 'x-none': undefined },
  decode: { finished: json<{ passed: boolean }>() },
})
for await (const event of builds) {
  if (event.type === 'finished') {
    const { passed }: { passed: boolean } = event.data
    void passed
    // @ts-expect-error data is typed
    void event.data.failed
  }
}
const fetch = mockFetch(mockEventStream<{ tick: { n: number } }>(url, { headers: { 'x-host': 'a' } }))
createEventStream(url, { fetch, headers: bearer(() => 'token'), body: new Uint8Array(1), priority: 'low', mode: 'cors' })
// @ts-expect-error no such redirect
createEventStream(url, { redirect: 'sometimes' })
createStore({ url, initial: 0, reduce: (sum: number) => sum + 1 }).getSnapshot()
void [connectTimed, createParser, createSession, sendWithinOrigin]
new EventSource(url).addEventListener('message', ({ data }) => data)
await fetchEventSource(url, { method: 'POST', body: '{}', headers: { a: 'b' }, onmessage: ({ data }) => void data.at(0) })
export const inReact = (): string | undefined => useInReact({ url }).data
export const inVue = (): string | undefined => useInVue({ url }).data.value
`

test.each([
  ['the DOM', newest, ['es2024', 'dom', 'dom.iterable'], []],
  ['the DOM, TypeScript 5.6', oldest, ['es2022', 'dom', 'dom.iterable'], []],
  ['Node', newest, ['es2024'], ['node']],
  ['Node, TypeScript 5.6', oldest, ['es2022'], ['node']],
  ['Cloudflare Workers', newest, ['es2024'], ['@cloudflare/workers-types']],
])('types of %s: every package is used as elsewhere', (_platform, tsc, lib, types) => {
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2022',
    lib,
    types,
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
  }
  writeFileSync(join(folder.path, 'use.mts'), use)
  writeFileSync(join(folder.path, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.mts'] }))
  expect(run(folder.path, process.execPath, [tsc, '-p', '.'])).toBe('')
})
