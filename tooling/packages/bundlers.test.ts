// Production builds of small apps that have the tarballs installed: what is not imported is not there, and what is works.
import { execFile } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFolder, installAll, packAll, run } from './pack.ts'
import { expected } from './runtimes/expected.mjs'
import { startSite } from './runtimes/site.ts'

const bundlers = ['vite', 'webpack', 'esbuild', 'rollup']
const versions = [
  'vite@8.3.8',
  'webpack@5.112.2',
  'esbuild@0.28.2',
  'rollup@4.68.7',
  '@rollup/plugin-node-resolve@16.0.3',
]

/** Bundlers minify unequally well: a build may weigh so much more than its budget, which is esbuild's; or less. */
const tolerance = 0.04

const imports: [name: string, specifier: string, readme: string][] = [
  ['createParser', '@linefeed/parser', 'parser'],
  ['connect', '@linefeed/client/connection', 'client'],
  ['createEventStream', '@linefeed/client', 'client'],
]

const folder = createFolder()
afterAll(() => folder.dispose())

beforeAll(() => {
  const needed = packAll(folder.path).filter(({ name }) => /\/(parser|client)$/.test(name))
  installAll(folder.path, needed, versions)
  for (const bundler of bundlers) {
    copyFileSync(resolve(import.meta.dirname, `bundlers/${bundler}.mjs`), join(folder.path, `${bundler}.mjs`))
  }
  for (const file of ['scenario.mjs', 'expected.mjs']) {
    copyFileSync(resolve(import.meta.dirname, 'runtimes', file), join(folder.path, file))
  }
})

/** Builds `code` as an app, and gives the path of what came out. */
function build(bundler: string, name: string, code: string): string {
  writeFileSync(join(folder.path, `${name}.entry.mjs`), code)
  const outfile = join(folder.path, 'out', `${bundler}-${name}.mjs`)
  run(folder.path, process.execPath, [`${bundler}.mjs`, `${name}.entry.mjs`, outfile])
  return outfile
}

/** Bytes that a package's README promises. */
function budgetOf(name: string, directory: string): number {
  const readme = readFileSync(resolve(import.meta.dirname, `../../packages/${directory}/README.md`), 'utf8')
  const [, bytes = ''] = new RegExp(`\`${name}\` +\\| +([\\d,]+) B`).exec(readme) ?? []
  return Number(bytes.replaceAll(',', ''))
}

describe.each(bundlers)('%s', (bundler) => {
  test.each(imports)('%s alone: weighs what the README says', (name, specifier, directory) => {
    const outfile = build(bundler, name, `import { ${name} } from '${specifier}'\nglobalThis.kept = ${name}`)
    const bytes = gzipSync(readFileSync(outfile), { level: 9 }).length
    const budget = budgetOf(name, directory)
    expect(bytes / budget).toBeGreaterThan(1 - 2 * tolerance)
    expect(bytes / budget).toBeLessThan(1 + tolerance)
  })

  test('scenario: its build does what the sources do', async () => {
    const code = `import { play } from './scenario.mjs'
play(globalThis.process.argv[2]).then((report) => (console.log(JSON.stringify(report)), process.exit(0)))`
    const outfile = build(bundler, 'scenario', code)
    await using site = await startSite({})
    const { stdout } = await promisify(execFile)(process.execPath, [outfile, site.origin])
    expect(JSON.parse(stdout)).toEqual(Object.fromEntries(Object.keys(expected).map((step) => [step, 'ok'])))
  })
})
