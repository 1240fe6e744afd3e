// Measurements → Markdown: one table of ratios, one of each workload's numbers.
import { floor } from './contenders.ts'
import type { Measurement } from './measure.ts'

/** CPU per event relative to the byte loop with our parser: 1 is equal, 2 is twice the cost. */
export function ratioOf(measured: Measurement[], { cpuPerEvent }: Measurement): number {
  const base = measured.find(({ contender }) => contender === floor.name)?.cpuPerEvent ?? Number.NaN
  return cpuPerEvent / base
}

/** All workloads in one table, then the numbers of each. */
export function toMarkdown(results: Record<string, Measurement[]>): string {
  const names = Object.values(results)[0]?.map(({ contender }) => contender) ?? []
  const ratios = names.map((name) => [name].concat(Object.values(results).map((measured) => ratioIn(measured, name))))
  const details = Object.entries(results).flatMap(([workload, measured]) => [
    `\n### ${workload}\n`,
    toTable(
      ['', 'events/s', 'CPU per event, µs', 'ratio', ...(measured[0]?.latency ? ['latency, µs: median', 'p99'] : [])],
      measured.map((row) => [
        row.contender,
        Math.round(row.eventsPerSecond).toLocaleString('en'),
        row.cpuPerEvent.toPrecision(3),
        ratioOf(measured, row).toFixed(2),
        ...(row.latency ? [row.latency.median.toFixed(0), row.latency.p99.toFixed(0)] : []),
      ]),
    ),
  ])
  return [toTable(['', ...Object.keys(results)], ratios), ...details].join('\n')
}

function ratioIn(measured: Measurement[], name: string): string {
  const own = measured.find(({ contender }) => contender === name)
  return own ? ratioOf(measured, own).toFixed(2) : ''
}

function toTable(head: string[], rows: string[][]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'))
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
