// The testing kit as its users install it, with the peer it is for, on the Node that runs this.
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFolder, installAll, packAll, run } from './pack.ts'

const folder = createFolder()
afterAll(() => folder.dispose())
const tsc = resolve(import.meta.dirname, '../../node_modules/@typescript/native/bin/tsc')

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

describe.each(['3.0.5', '2.15.0'])('msw %s', (version) => {
  beforeAll(() => installAll(folder.path, packAll(folder.path), [`msw@${version}`]))

  test.each([
    ['esm.mjs', `import { setupServer } from 'msw/node'\nimport { mockEventStream } from '@linefeed/msw'`],
    ['cjs.cjs', `const { setupServer } = require('msw/node')\nconst { mockEventStream } = require('@linefeed/msw')`],
  ])('%s: a drop reaches the client', (file, imports) => {
    writeFileSync(join(folder.path, file), imports + use)
    expect(run(folder.path, process.execPath, [file])).toBe('TypeError\n')
  })

  test('types: the handler goes into the server, and events are typed', () => {
    writeFileSync(
      join(folder.path, 'use.mts'),
      `import { setupServer } from 'msw/node'
import { mockEventStream, mockFetch } from '@linefeed/msw'
const chat = mockEventStream<{ token: { t: string }; message: string }>('/v1/chat')
setupServer(chat.handler)
mockFetch(chat)
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
