// What users install: both module systems, types under both resolutions, on the oldest runtime we promise.
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, describe, expect, test } from 'vitest'
import { createFolder, installAll, packAll, run } from './pack.ts'

const folder = createFolder()
afterAll(() => folder.dispose())

const packed = packAll(folder.path)
installAll(folder.path, packed, ['@types/react@19.3.0'])
// The one entry that needs a peer; msw.test.ts has it installed.
const entries = packed.flatMap((one) => one.entries).filter((entry) => entry !== '@linefeed/msw')
const tsc = resolve(import.meta.dirname, '../../node_modules/@typescript/native/bin/tsc')
const oldestNode = ['npx', '-y', '-p', 'node@20', 'node']

describe.each(packed)('$name', ({ tarball }) => {
  const bytes = readFileSync(tarball)

  test('publint: has nothing to say', async () => {
    const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(bytes).buffer } })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  test('types: are right for every way to resolve them', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(bytes)))
    const problems = 'problems' in analysis ? analysis.problems : ['no types']
    // The resolution of Node 10 knows no `exports`.
    expect(problems.filter((problem) => !JSON.stringify(problem).includes('"node10"'))).toEqual([])
  })

  test('tarball: holds the licence and a README', () => {
    const files = run(folder.path, 'tar', ['-tzf', tarball]).split('\n')
    expect(files).toEqual(expect.arrayContaining(['package/LICENSE', 'package/README.md', 'package/package.json']))
  })
})

describe('consumer', () => {
  const [command = '', ...args] = oldestNode

  test.each(entries)('%s: is imported and required, on the oldest Node', (entry) => {
    const names = `console.log(Object.keys(module).filter((name) => name !== 'default').sort().join())`
    writeFileSync(join(folder.path, 'esm.mjs'), `import * as module from '${entry}'\n${names}`)
    writeFileSync(
      join(folder.path, 'cjs.cjs'),
      `const required = require('${entry}')\n${names.replace('module', 'required')}`,
    )
    const imported = run(folder.path, command, [...args, 'esm.mjs'])
    expect(imported.trim()).not.toBe('')
    expect(run(folder.path, command, [...args, 'cjs.cjs'])).toBe(imported)
  })

  test.each([
    ['node16', 'node16'],
    ['esnext', 'bundler'],
  ])('types: compile with module %s and %s resolution, libraries checked too', (module, moduleResolution) => {
    const importAll = entries.map((entry, index) => `import * as m${index} from '${entry}'\nvoid m${index}`).join('\n')
    const use = `import { createEventStream, json } from '@linefeed/client'
const stream = createEventStream('https://example.com', { decode: { price: json<{ bid: number }>() } })
stream.on('price', ({ data }) => data.bid.toFixed())
// @ts-expect-error data is typed
stream.on('price', ({ data }) => data.ask)
`
    writeFileSync(join(folder.path, 'use.mts'), `${importAll}\n${use}`)
    writeFileSync(join(folder.path, 'use.cts'), `${importAll}\n${use}`)
    writeFileSync(
      join(folder.path, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          module,
          moduleResolution,
          target: 'es2022',
          lib: ['es2022', 'dom', 'dom.iterable'],
          types: [],
          strict: true,
          noEmit: true,
          skipLibCheck: false,
        },
        files: module === 'node16' ? ['use.mts', 'use.cts'] : ['use.mts'],
      }),
    )
    expect(run(folder.path, process.execPath, [tsc, '-p', '.'])).toBe('')
  })

  test('stream: works on the oldest Node', () => {
    writeFileSync(
      join(folder.path, 'stream.mjs'),
      `import { createServer } from 'node:http'
import { createEventStream } from '@linefeed/client'
const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' })
  const from = Number(request.headers['last-event-id'] ?? 0)
  response.write('id: ' + (from + 1) + '\\ndata: ' + (from + 1) + '\\n\\nid: lost\\ndata: lo', () => response.destroy())
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const got = []
for await (const { data } of createEventStream('http://127.0.0.1:' + server.address().port, { retry: { base: 1 } })) {
  got.push(data)
  if (got.length === 5) break
}
server.close()
console.log(got.join())`,
    )
    expect(run(folder.path, command, [...args, 'stream.mjs'])).toBe('1,2,3,4,5\n')
  })
})
