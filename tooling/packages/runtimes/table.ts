// What was played, and how it ended → the table in the README, between its markers.
import { bodiesInMemory, type Report } from './runtime.ts'
import { expected } from './expected.mjs'

export interface Row {
  readonly name: string
  readonly place: string
  /** `undefined` when it was not found. */
  readonly version: string | undefined
  readonly report: Report
}

const start = '<!-- runtimes: written by pnpm run test:engines --write -->'
const end = '<!-- /runtimes -->'

/** @throws Error when the text has not both markers. */
export function putTable(text: string, rows: readonly Row[]): string {
  const from = text.indexOf(start)
  const to = text.indexOf(end)
  if (from === -1 || to < from) {
    throw new Error(`Cannot write the table: the text must have ${start} and ${end}, got one or none`)
  }
  return `${text.slice(0, from + start.length)}\n\n${toTable(rows)}\n\n${text.slice(to)}`
}

function toTable(rows: readonly Row[]): string {
  const steps = Object.keys(expected)
  const lines = rows.map(({ name, place, version, report }) => [
    // "Node 24" is what was asked for, 24.13.1 what came.
    version === undefined ? name : `${name.replace(/ \d+$/, '')} ${version}`,
    place,
    ...steps.map((step) => (version === undefined ? 'not run' : toMark(step, report[step]))),
  ])
  const table = [['runtime', 'in', ...steps], ...lines]
  const widths = steps.concat('', '').map((_, column) => Math.max(3, ...table.map((line) => line[column]?.length ?? 0)))
  const print = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = '', ...body] = table.map(print)
  return [head, print(widths.map((width) => '-'.repeat(width))), ...body].join('\n')
}

function toMark(step: string, outcome: string | undefined): string {
  if (outcome === 'ok') {
    return '✓'
  }
  if (outcome === bodiesInMemory[step]) {
    return 'the engine buffers'
  }
  return outcome === '[{"reason":"aborted"},"closed","gone"]' ? '✓, no reason' : '✗'
}
