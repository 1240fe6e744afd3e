import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import type { Report } from '../figures.ts'
import { plotOverview, plotSizes } from '../plot.ts'
import { putReport, toMarkdown } from '../sections.ts'

const folder = resolve(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(resolve(folder, path), 'utf8')
const report = JSON.parse(read('report/figures.json')) as Report
const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> }

/** As the formatter may have padded it. */
const unpadded = (text: string): string => text.replaceAll(/-{2,}/g, '--').replaceAll(/ +/g, ' ')

test('README: what is between the markers is what the figures say', () => {
  const readme = read('README.md')
  expect(unpadded(putReport(readme, toMarkdown(report, devDependencies)))).toBe(unpadded(readme))
})

test('charts: are those of the figures', async () => {
  expect(await plotSizes(report.sizes.figures)).toBe(read('report/sizes.svg'))
  expect(await plotOverview(report)).toBe(read('report/overview.svg'))
})

test('report: a benchmark that was not played has no section, and no row among the runs', () => {
  const text = toMarkdown({ react: report.react }, devDependencies)
  const headings = text.split('\n').filter((line) => line.startsWith('## '))
  expect(headings).toEqual(['## React', '## Where and when'])
  expect(text).not.toContain('`pnpm run parser`')
})

test('report: what was left out of a workload is counted, and left out of the means', () => {
  const row = { workload: 'a', throughput: 1, ratios: { reference: 1, peer: 0.25 } }
  const parser = { rows: [row, { ...row, ratios: { reference: 1, peer: undefined } }], growth: [] }
  const text = toMarkdown({ parser: { ...report.parser, figures: parser } }, devDependencies)
  expect(unpadded(text)).toContain('| peer | 0.25 | 0.25 | 0.25 | 1 |')
})

test('report: a text without its markers is refused', () => {
  expect(() => putReport('no markers', '')).toThrow('must have')
})
