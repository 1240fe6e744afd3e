// Runs → what is told of them: numbers, and a Markdown table per scenario.
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

/** What a table says of one run. */
export interface Summary {
  readonly policy: string
  /** Multiples of the capacity. */
  readonly peak: number
  readonly peakLater: number
  /** Seconds; `null`, as JSON has it, when more than one in a hundred never came back. */
  readonly back99: number | null
  readonly longest: number
  readonly attemptsPerLoss: number
  /** A part of all attempts. */
  readonly wasted: number
  readonly away: number
}

export function toSummary({ policy, figures }: Run, capacity: number): Summary {
  return {
    policy,
    peak: figures.peakFelt / capacity,
    peakLater: figures.peakLater / capacity,
    back99: Number.isFinite(figures.back99) ? figures.back99 / 1_000 : null,
    longest: figures.longest / 1_000,
    attemptsPerLoss: figures.attempts / figures.losses,
    wasted: 1 - figures.accepted / figures.attempts,
    away: figures.away,
  }
}

export function toMarkdown(summaries: readonly Summary[]): string {
  const rows = summaries.map(({ policy, peak, peakLater, back99, longest, attemptsPerLoss, wasted, away }) => [
    policy,
    peak.toFixed(1),
    peakLater.toFixed(1),
    back99?.toFixed(1) ?? 'never',
    longest.toFixed(1),
    attemptsPerLoss.toFixed(1),
    `${Math.round(wasted * 100)} %`,
    String(away),
  ])
  return [columns.map(([name]) => name), columns.map(([, rule]) => rule), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}
