// The size budget of each entry. The README prints these numbers.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { sizeOf } from '../../../tooling/size/size-of.ts'

const budgets: [specifier: string, imported: string, bytes: number][] = [
  ['@linefeed/parser', 'createParser', 1_740],
  ['@linefeed/parser/stream', 'parseEventStream', 1_920],
  ['@linefeed/parser/stream', 'EventStreamParserStream', 1_860],
  ['@linefeed/parser/serialize', 'serializeEvent', 560],
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
