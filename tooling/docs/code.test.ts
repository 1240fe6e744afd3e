import { describe, expect, test } from 'vitest'
import { blocksOf } from './blocks.ts'
import { complaintsAbout } from './compile.ts'
import { components, pages } from './pages.ts'

const fence = (language: string, ...lines: string[]): string => ['```' + language, ...lines, '```'].join('\n')
const check = (...parts: string[]): string[] => complaintsAbout(blocksOf('page.md', parts.join('\n')).blocks)

test('pages: every block of code compiles', () => {
  const read = pages().map(([page, markdown]) => blocksOf(page, markdown))
  const blocks = read.flatMap((page) => page.blocks)
  expect(complaintsAbout(blocks)).toEqual([])
  expect(blocks.length).toBeGreaterThan(80)
  // Each one is a reader's risk: a new one needs a better reason than that it does not compile.
  expect(read.flatMap((page) => page.exemptions.map(({ reason }) => reason))).toEqual([])
}, 60_000)

test('site: its components compile', () => {
  const blocks = components().map(([page, code]) => ({ page, code, line: 1, file: '', origins: lineNumbers(code) }))
  expect(complaintsAbout(blocks)).toEqual([])
  expect(blocks.length).toBeGreaterThan(1)
}, 60_000)

function lineNumbers(code: string): number[] {
  return code.split('\n').map((_, index) => index + 1)
}

describe('checker', () => {
  test('page with mistakes: each is told with its line', { timeout: 60_000 }, () => {
    const page = [
      '# Page',
      fence('ts', `import { createEventStream } from '@linefeed/client'`, `createEventStream('/x', { retrry: {} })`),
      fence('tsx', `export const View = () => <output dataa={1}>{missing}</output>`),
      fence('js', `'x'.trimmm()`),
      fence('vue', '<script setup lang="ts">', 'const price = 1', '</script>', '<template>{{ prize }}</template>'),
      fence('sh', 'npm install'),
    ]
    expect(check(...page)).toEqual([
      expect.stringMatching(/^page\.md:4: .*'retrry' does not exist/),
      expect.stringMatching(/^page\.md:7: .*dataa/),
      expect.stringMatching(/^page\.md:7: Cannot find name 'missing'/),
      expect.stringMatching(/^page\.md:10: .*'trimmm' does not exist/),
      expect.stringMatching(/^page\.md:16: .*'prize' does not exist/),
    ])
  })

  test('comments: give names, continue a block, name a file', { timeout: 60_000 }, () => {
    const page = [
      '<!-- given below\ndeclare const symbol: string\n-->',
      '<!-- file: quotes.ts -->',
      fence('ts', 'export const url = `/quotes/${symbol}`'),
      '<!-- given\ndeclare const count: number\n-->',
      fence('ts', `import { url } from './quotes.ts'`, 'const all = url.repeat(count)'),
      '<!-- continues -->',
      fence('ts', 'show(all.length, count, symbol)'),
      '<!-- continues -->',
      fence('vue', '<p>{{ all.length }}</p>'),
    ]
    expect(check(...page)).toEqual([])
    expect(check(...page.filter((part) => !part.startsWith('<!-- given')))).not.toEqual([])
  })

  test('block that is not checked: is listed, with the reason', () => {
    const { blocks, exemptions } = blocksOf('page.md', '<!-- unchecked: shows a mistake -->\n' + fence('ts', 'x x'))
    expect([blocks, exemptions]).toEqual([[], [{ page: 'page.md', line: 3, reason: 'shows a mistake' }]])
  })

  test.each([
    ['<!-- given\nlet x\n-->', 'must have a block behind it'],
    ['<!-- unchecked -->', 'must have its form'],
    ['<!-- continues -->\n' + fence('ts', 'x'), 'a block must come before'],
  ])('%j: is refused', (markdown, rule) => {
    expect(() => blocksOf('page.md', markdown)).toThrow(rule)
  })
})
