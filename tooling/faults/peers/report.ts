// What came of the comparison → Markdown: the tables of the README.
import type { Score } from './trial.ts'

export interface Comparison {
  readonly seed: number
  readonly contenders: readonly {
    readonly name: string
    /** One per trial. */
    readonly scores: readonly Score[]
    readonly total: Score
    /** In the first second; one per storm. */
    readonly requests: readonly number[]
  }[]
  readonly trials: readonly { readonly name: string; readonly meaning: string }[]
  readonly storms: readonly string[]
}

export function toMarkdown({ contenders, trials, storms }: Comparison): string {
  const names = contenders.map(({ name }) => name)
  const rule = row('---', ...names.map(() => '---:'))
  return [
    row('schedules survived', ...names),
    rule,
    ...trials.map(({ name }, index) => row(name, ...contenders.map(({ scores }) => partOf(scores[index])))),
    row('**all**', ...contenders.map(({ total }) => `**${partOf(total)}**`)),
    ...(['lost', 'doubled', 'disordered', 'mangled'] as const).map((key) =>
      row(`events ${key}`, ...contenders.map(({ total }) => total[key])),
    ),
    row('schedules without an end', ...contenders.map(({ total }) => total.stuck)),
    row('sockets left after closing', ...contenders.map(({ total }) => total.socketsLeft)),
    '',
    row('requests in the first second, with defaults', ...names),
    rule,
    ...storms.map((name, index) => row(name, ...contenders.map(({ requests }) => requests[index]))),
    '',
    ...trials.map(({ name, meaning }) => `- **${name}**: ${meaning}.`),
  ].join('\n')
}

function partOf(score: Score | undefined): string {
  return score === undefined || score.schedules === 0 ? '—' : `${score.survived}/${score.schedules}`
}

function row(...cells: unknown[]): string {
  return `| ${cells.join(' | ')} |`
}
