// What each import costs its user. The README prints these numbers.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { sizeOf } from '../../../tooling/size/size-of.ts'

const budgets: [specifier: string, imported: string, bytes: number][] = [
  ['@linefeed/client', 'createEventStream', 9_750],
  ['@linefeed/client', 'bearer', 430],
  ['@linefeed/client', 'json', 300],
  ['@linefeed/client', 'learned', 170],
  ['@linefeed/client', 'byId', 160],
  ['@linefeed/client', 'openai', 170],
  ['@linefeed/client', 'observe', 830],
  ['@linefeed/client', 'eventStreamOptions', 80],
  ['@linefeed/client/connection', 'connect', 2_530],
  ['@linefeed/client/connection', 'connectTimed', 3_170],
  ['@linefeed/client/session', 'createSession', 6_820],
  ['@linefeed/client/store', 'createRegistry', 11_340],
]

test.each(budgets)('%s: %s fits its budget of %i bytes', async (specifier, imported, bytes) => {
  const size = await sizeOf(specifier, imported)
  expect(size).toBeLessThanOrEqual(bytes)
  expect(size).toBeGreaterThan(bytes * 0.85)
})

test('README: it prints each budget', () => {
  const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8').replaceAll(/ +\| +/g, ' | ')
  const rows = budgets.map(([, imported, bytes]) => `\`${imported}\` | ${bytes.toLocaleString('en')} B`)
  expect(rows.filter((row) => !readme.includes(row))).toEqual([])
})
