import { expect, test } from 'vitest'
import { repository, siteLink } from '../.vitepress/repository.ts'

test.each([
  ['https://example.com/', '', 'https://example.com/'],
  ['#errors', '', '#errors'],
  ['/guides/auth', 'packages/client', '/guides/auth'],
  ['packages/client/src/index.ts#L3', '', `${repository}/blob/main/packages/client/src/index.ts#L3`],
  ['../parser/README.md', 'packages/client', `${repository}/blob/main/packages/parser/README.md`],
  ['../../PROTOCOL.md#dispatch', 'packages/client', '/protocol#dispatch'],
  ['docs/guides/auth.md', '', '/guides/auth'],
])('link %s, of a page in %j: leads to %s', (href, from, target) => {
  expect(siteLink(href, from)).toBe(target)
})
