import { measureSize, statedSize } from '../../../tooling/size.ts'
import { expect, test } from 'vitest'

test('size: what it adds to React and the client is at most what the README says', async () => {
  const bytes = await measureSize('packages/react/src/index.ts', ['react', '@linefeed/client'])
  expect(bytes).toBeLessThanOrEqual(statedSize('packages/react/README.md'))
  expect(statedSize('packages/react/README.md')).toBeLessThanOrEqual(1_000)
})
