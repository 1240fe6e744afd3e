// The suite must be able to fail: a parser and a client with one line broken are noticed, each by the tests of that line.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { breaks } from './breaks.ts'

test('one line broken: a test of it fails, for each line', { timeout: 120_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(new URL('play.ts', import.meta.url))], {
    env: { PATH: process.env['PATH'] },
  })
  const noticed: { promise: string; tests: string[] }[] = JSON.parse(stdout)
  expect(noticed).toHaveLength(breaks.length)
  expect(noticed.filter(({ tests }) => tests.length === 0)).toEqual([])
})
