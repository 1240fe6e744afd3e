// Promise 13, in a realm that has the language and nothing of a platform: no streams, no TextDecoder, no window.
import { resolve } from 'node:path'
import { runInNewContext } from 'node:vm'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

async function evaluate(entry: string, expression: string): Promise<unknown> {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, `../src/${entry}.ts`)],
    bundle: true,
    format: 'iife',
    globalName: 'entry',
    write: false,
  })
  return runInNewContext(`${outputFiles[0]?.text ?? ''}\n${expression}`)
}

test.each([
  ['index', 'createParser'],
  ['stream', 'parseEventStream'],
  ['stream', 'EventStreamParserStream'],
  ['serialize', 'EventStreamSerializerStream'],
])('%s: importing it does nothing, so %s needs no platform until it is called', async (entry, name) => {
  expect(await evaluate(entry, `typeof entry.${name}`)).toBe('function')
})

test('serialize: text is written without a platform', async () => {
  expect(await evaluate('serialize', `entry.serializeEvent({ data: 'a', id: '1' })`)).toBe('id: 1\ndata: a\n\n')
})
