// What each import costs its user, everything below included, and how much of it is ours. The README prints these numbers.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { sizeOf } from '../../../tooling/size/size-of.ts'

const budgets: [specifier: string, imported: string, bytes: number][] = [
  ['@linefeed/fetch-event-source', 'fetchEventSource', 5_130],
  ['@linefeed/fetch-event-source/parse', 'getLines, getMessages', 650],
]

/** Bytes beyond one attempt of the client's, and its request. */
const ownBudget = 1_540

test.each(budgets)('%s: %s fits its budget of %i bytes', async (specifier, imported, bytes) => {
  const size = await sizeOf(specifier, imported)
  expect(size).toBeLessThanOrEqual(bytes)
  expect(size).toBeGreaterThan(bytes * 0.85)
})

test('fetchEventSource: what it adds to an attempt and its request fits its budget', async () => {
  const [all, attempt] = await Promise.all([
    sizeOf('@linefeed/fetch-event-source', 'fetchEventSource'),
    sizeOf('@linefeed/client/connection', 'connect, prepareHeaders'),
  ])
  expect(all - attempt).toBeLessThanOrEqual(ownBudget)
  expect(all - attempt).toBeGreaterThan(ownBudget * 0.85)
})

test('README: it prints each budget', () => {
  const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8').replaceAll(/ +\| +/g, ' | ')
  const rows = budgets.map(([, imported, bytes]) => `\`${imported}\` | ${bytes.toLocaleString('en')} B`)
  expect(rows.filter((row) => !readme.includes(row))).toEqual([])
  expect(readme).toContain(`${ownBudget.toLocaleString('en')} B of it are`)
})
