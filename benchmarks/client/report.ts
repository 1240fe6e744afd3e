// Measurements → Markdown: one table of ratios, one of each workload's numbers.
import type { Measurement } from './measure.ts'

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
        row.ratio.toFixed(2),
        ...(row.latency ? [row.latency.median.toFixed(0), row.latency.p99.toFixed(0)] : []),
      ]),
    ),
  ])
  return [toTable(['', ...Object.keys(results)], ratios), ...details].join('\n')
}

function ratioIn(measured: Measurement[], name: string): string {
  return measured.find(({ contender }) => contender === name)?.ratio.toFixed(2) ?? ''
}

function toTable(head: string[], rows: string[][]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'))
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
