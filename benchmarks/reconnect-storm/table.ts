// Runs → Markdown: one table per scenario.
import type { Figures } from './figures.ts'

export interface Run {
  readonly policy: string
  readonly figures: Figures
}

const columns = [
  ['policy', ':--'],
  ['peak, × capacity', '--:'],
  ['after 5 s', '--:'],
  ['99 % back, s', '--:'],
  ['longest wait, s', '--:'],
  ['attempts per loss', '--:'],
  ['of them wasted', '--:'],
  ['never back', '--:'],
] as const

export function toMarkdown(runs: readonly Run[], capacity: number): string {
  const rows = runs.map(({ policy, figures }) => [
    policy,
    (figures.peakFelt / capacity).toFixed(1),
    (figures.peakLater / capacity).toFixed(1),
    seconds(figures.back99),
    seconds(figures.longest),
    (figures.attempts / figures.losses).toFixed(1),
    `${Math.round((1 - figures.accepted / figures.attempts) * 100)} %`,
    String(figures.away),
  ])
  return [columns.map(([name]) => name), columns.map(([, rule]) => rule), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1_000).toFixed(1)
}
