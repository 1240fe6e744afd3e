// In a process of its own: after a stream is over the kit holds no timer, no listener and no promise, and the process ends by itself.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'

// Inside the package, so that it finds msw where the package does.
const folder = resolve(import.meta.dirname, `../node_modules/.nothing-left-${process.pid}`)
const script = resolve(folder, 'script.mjs')

beforeAll(async () => {
  await mkdir(folder, { recursive: true })
  await build({
    entryPoints: [resolve(import.meta.dirname, 'support/nothing-left.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['msw', 'msw/*'],
    tsconfig: resolve(import.meta.dirname, '../../../tsconfig.json'),
  })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test.each(['mockFetch', 'msw'])('%s: no timer, no listener, and the process ends', async (door) => {
  const child = spawn(process.execPath, [script, door], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill())
  let written = ''
  child.stdout.on('data', (chunk: Buffer) => (written += chunk.toString()))
  await once(child, 'close')
  expect(written.trim().split('\n')).toEqual([
    'the client aborts: nothing',
    'the client aborts before it has read: nothing',
    'the server ends: nothing',
    'the server drops: nothing',
    'a request fails: nothing',
    'a held request is answered while its leaving is awaited: nothing',
    'the client of a held request leaves: nothing',
    'a script waits, and the client aborts: nothing',
    'reset() in the middle of everything: nothing',
  ])
  expect(child.exitCode).toBe(0)
})
