import { measureSize, statedSize } from '../../../tooling/size.ts'
import { expect, test } from 'vitest'

test('size: what it adds to Vue and the client is at most what the README says', async () => {
  const bytes = await measureSize('packages/vue/src/index.ts', ['vue', '@linefeed/client'])
  expect(bytes).toBeLessThanOrEqual(statedSize('packages/vue/README.md'))
  expect(statedSize('packages/vue/README.md')).toBeLessThanOrEqual(1_000)
})
