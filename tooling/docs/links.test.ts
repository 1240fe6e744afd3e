import { expect, test } from 'vitest'
import { deadLinks, missingTests, namedTests } from './links.ts'
import { pages, root } from './pages.ts'

test('pages: every link within the repository leads to a file', () => {
  expect(pages().flatMap(([page, markdown]) => deadLinks(page, markdown, root))).toEqual([])
})

test('pages: every test they name exists', () => {
  expect(pages().flatMap(([page, markdown]) => missingTests(page, markdown, root))).toEqual([])
})

test.each(['PROTOCOL.md', 'SECURITY.md'])('%s: each line of its tables names a test', (name) => {
  const [, markdown = ''] = pages().find(([page]) => page === name) ?? []
  const rows = Array.from(markdown.matchAll(/^\|.*\|\n\| ?-.*\|\n((?:\|.*\n)+)/gm), ([, body = '']) =>
    body.trim().split('\n'),
  ).flat()
  expect(rows.length).toBeGreaterThan(25)
  expect(rows.filter((row) => namedTests(name, row).length === 0)).toEqual([])
})

test('checker: tells a file and a test that are not there', () => {
  // Put together here: this file must not have what it looks for.
  const [name, other] = [['checker', 'is gone'].join(': '), 'checker: tells a file']
  const page = `See [that](../gone.md), [\`${name}\`](docs/links.test.ts) and [\`${other}\`](./docs/links.test.ts).`
  expect(deadLinks('tooling/page.md', page, root)).toEqual(['tooling/page.md: gone.md'])
  const far = '[it](https://github.com/linefeed-js/linefeed/tree/main/packages/gone#here)'
  expect(deadLinks('docs/guides/page.md', far, root)).toEqual(['docs/guides/page.md: packages/gone'])
  expect(missingTests('tooling/page.md', page, root)).toEqual([
    `tooling/page.md: tooling/docs/links.test.ts has no “${name}”`,
  ])
})
