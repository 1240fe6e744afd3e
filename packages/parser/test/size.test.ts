// The size budget of each entry, bundled, minified and gzipped as a user's bundler would. The README prints these numbers.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const packageRoot = resolve(import.meta.dirname, '..')

const budgets: [entry: string, imported: string, bytes: number][] = [
  ['index', 'createParser', 2150],
  ['stream', 'parseEventStream', 2420],
  ['stream', 'EventStreamParserStream', 2250],
  ['serialize', 'serializeEvent', 630],
]

async function sizeOf(entry: string, imported: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${imported} } from './src/${entry}.ts'`, resolveDir: packageRoot },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}

test.each(budgets)('%s: %s fits its budget of %i bytes', async (entry, imported, bytes) => {
  const size = await sizeOf(entry, imported)
  expect(size).toBeLessThanOrEqual(bytes)
  expect(size).toBeGreaterThan(bytes / 2)
})

test('README: it prints each budget', () => {
  const readme = readFileSync(resolve(packageRoot, 'README.md'), 'utf8')
  const rows = readme.replaceAll(/ +\| +/g, ' | ')
  const printed = budgets.map(([, imported, bytes]) => `\`${imported}\` | ${bytes.toLocaleString('en')} B`)
  expect(printed.filter((row) => !rows.includes(row))).toEqual([])
})
