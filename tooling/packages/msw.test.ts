// The testing kit as its users install it, with the peer it is for, on the Node that runs this; in Jest, what is tested with it too.
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFolder, installAll, packAll, run } from './pack.ts'

const folder = createFolder()
const packed = packAll(folder.path).filter(({ name }) => /\/(?:parser|client|eventsource|msw)$/u.test(name))
afterAll(() => folder.dispose())
const tsc = resolve(import.meta.dirname, '../../node_modules/@typescript/native/bin/tsc')

interface JestReport {
  readonly testResults: readonly { readonly assertionResults: readonly { title: string; status: string }[] }[]
}

/** What the README gives to copy. */
const readme = readFileSync(resolve(import.meta.dirname, '../../packages/msw/README.md'), 'utf8')
const jestConfig = /```js\n(\/\/ jest\.config\.cjs\n.*?)```/su.exec(readme)?.[1] ?? ''
const jestPackages = ['jest@30.5.2', 'jest-environment-jsdom@30.5.2', 'jest-fixed-jsdom@0.0.11']

const use = `
const server = setupServer()
server.listen()
const chat = mockEventStream('/v1/chat', { method: 'POST' })
server.use(chat.handler)
const main = async () => {
  const response = await fetch('http://localhost/v1/chat', { method: 'POST' })
  const connection = await chat.connection()
  const text = response.text().catch((error) => error.name)
  await connection.send({ data: 'x' })
  await connection.drop()
  console.log(await text)
  server.close()
}
void main()`

/** Chunks as they were sent, a sender that waits for its reader, a held request, a drop. */
const withoutMsw = `
import { mockEventStream, mockFetch } from '@linefeed/msw/fetch'
const chat = mockEventStream('/v1/chat', { method: 'POST', timeout: 100 })
const fetch = mockFetch(chat)
const seen = []
chat.holdNext()
const responding = fetch('/v1/chat', { method: 'POST', body: '{}', headers: { 'last-event-id': '7' } })
const request = await chat.held()
const connection = request.open()
const reader = (await responding).body.getReader()
await connection.send({ data: 'unread' }).catch(({ code }) => seen.push(code))
const read = async () => seen.push(new TextDecoder().decode((await reader.read()).value))
await read()
await Promise.all([connection.split('abc', { at: 'every-byte' }), read().then(read).then(read)])
const over = reader.read().catch(({ name }) => seen.push(name))
await connection.drop()
await over
chat.expectNoOpenConnections()
console.log(JSON.stringify([request.lastEventId, ...seen]))`

const runtimes: [name: string, command: string[]][] = [
  ...['20', '22', '26'].map((version): [string, string[]] => [`Node ${version}`, ['-p', `node@${version}`, 'node']]),
  ['Bun', ['-p', 'bun@1.4.5', 'bun']],
  ['Deno', ['-p', 'deno@2.9.6', 'deno', 'run', '-A']],
]

describe('mockFetch', () => {
  beforeAll(() => {
    installAll(folder.path, packed)
    writeFileSync(join(folder.path, 'without-msw.mjs'), withoutMsw)
  })

  test.each(runtimes)('%s: exact chunks, back-pressure, a held request, a drop', (_name, command) => {
    const printed = run(folder.path, 'npx', ['-y', ...command, 'without-msw.mjs'])
    expect(JSON.parse(printed)).toEqual(['7', 'timeout', 'data: unread\n\n', 'a', 'b', 'c', 'TypeError'])
  })
})

describe.each(['3.0.5', '2.15.0'])('msw %s', (version) => {
  beforeAll(() => {
    installAll(folder.path, packed, [`msw@${version}`, ...jestPackages])
    cpSync(join(import.meta.dirname, 'jest'), folder.path, { recursive: true })
    writeFileSync(join(folder.path, 'jest.config.cjs'), jestConfig)
  })

  test.each([
    ['esm.mjs', `import { setupServer } from 'msw/node'\nimport { mockEventStream } from '@linefeed/msw'`],
    ['cjs.cjs', `const { setupServer } = require('msw/node')\nconst { mockEventStream } = require('@linefeed/msw')`],
  ])('%s: a drop reaches the client', (file, imports) => {
    writeFileSync(join(folder.path, file), imports + use)
    expect(run(folder.path, process.execPath, [file])).toBe('TypeError\n')
  })

  test.each(['node', 'jest-fixed-jsdom'])('Jest, %s: real timers and fake ones', (environment) => {
    // Whatever Node runs this: msw is ESM, which Jest loads on 24.9 or later.
    const node = ['-y', '-p', 'node@24', 'node', '--experimental-vm-modules']
    const jest = ['node_modules/jest/bin/jest.js', '--env', environment, '--json']
    const report: JestReport = JSON.parse(run(folder.path, 'npx', [...node, ...jest]))
    const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults)
    expect(tests.map(({ title, status }) => `${status}: ${title}`).toSorted()).toEqual([
      'passed: EventSource: events come, under fake timers and after them',
      'passed: fake timers that were there before the kit are named',
      'passed: mockFetch: fake timers, with nothing left real',
      'passed: mockFetch: real timers',
      'passed: msw: fake timers that go too far are named',
      'passed: msw: fake timers, as the configuration has them',
      'passed: msw: real timers',
    ])
  })

  test('types: the handler goes into the server, and events are typed', () => {
    writeFileSync(
      join(folder.path, 'use.mts'),
      `import { setupServer } from 'msw/node'
import { eventStreamMatchers, mockEventStream, mockFetch, type EventStreamMatchers } from '@linefeed/msw'
import { expect } from '@jest/globals'
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends EventStreamMatchers<R> {}
}
const chat = mockEventStream<{ token: { t: string }; message: string }>('/v1/chat')
setupServer(chat.handler)
mockFetch(chat)
expect.extend(eventStreamMatchers)
expect(chat).toHaveOpenConnections(0)
// @ts-expect-error a count is a number
expect(chat).toHaveRequests('1')
const connection = await chat.connection()
await connection.send({ type: 'token', data: { t: 'x' } })
await connection.send({ data: 'a message needs no type' })
// @ts-expect-error the data belongs to the type
await connection.send({ type: 'token', data: 'x' })
// @ts-expect-error no such event
await connection.send({ type: 'tokens', data: { t: 'x' } })
`,
    )
    const options = {
      module: 'node20',
      target: 'es2022',
      lib: ['es2022', 'dom', 'dom.iterable'],
      types: [],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
    }
    writeFileSync(join(folder.path, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['use.mts'] }))
    expect(run(folder.path, process.execPath, [tsc, '-p', '.'])).toBe('')
  })
})
