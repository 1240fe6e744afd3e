// What the adapter adds to a page that has Vue and the client. The README prints this number.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { sizeOf } from '../../../tooling/size/size-of.ts'

const imported = 'useEventStream, provideEventStreams'
const budget = 990

test('size: fits its budget, and the README prints it', async () => {
  const size = await sizeOf('@linefeed/vue', imported, ['vue', '@linefeed/client', '@linefeed/client/store'])
  expect(size).toBeLessThanOrEqual(budget)
  expect(size).toBeGreaterThan(budget * 0.85)
  const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8').replaceAll(/ +\| +/g, ' | ')
  expect(readme).toContain(`\`${imported}\` | ${budget} B`)
})
