// Figures → Markdown: one short table per benchmark, and the part of README.md between its markers.
import { geometricMean } from '../parser/measure.ts'
import { commands } from './commands.ts'
import type { Figures, Name, Report } from './figures.ts'

const start = '<!-- report: written by pnpm run benchmarks -->'
const end = '<!-- /report -->'

/** @throws Error when the text has not both markers. */
export function putReport(text: string, report: string): string {
  const from = text.indexOf(start)
  const to = text.indexOf(end)
  if (from === -1 || to < from) {
    throw new Error(`Cannot write the report: the text must have ${start} and ${end}, got one or none`)
  }
  return `${text.slice(0, from + start.length)}\n\n${report}\n\n${text.slice(to)}`
}

type Section<Key extends Name> = (figures: Figures[Key]) => string

/** In the order in which they are read. */
const sections: { readonly [Key in Name]: Section<Key> } = {
  sizes: (sizes) =>
    `## Sizes\n\nBytes of one import, minified and gzipped, everything below it included but React. They do not all do the same work.\n\n${toTable(
      ['', 'import', 'bytes'],
      sizes.map(({ kind, name, imported, bytes }) => [
        `${name} (${kind})`,
        `\`${imported}\``,
        bytes.toLocaleString('en'),
      ]),
      2,
    )}\n\n![Sizes](report/sizes.svg)`,

  parser: ({ rows }) =>
    `## Parser\n\nSpeed relative to eventsource-parser over ${rows.length} workloads: above 1 is faster. [More](parser/README.md)\n\n${toTable(
      ['', 'geometric mean', 'worst workload', 'best workload', 'workloads left out'],
      Object.keys(rows[0]?.ratios ?? {})
        .map((name) => ({
          name,
          ratios: rows.map(({ ratios }) => ratios[name]).filter((ratio) => ratio !== undefined),
        }))
        .toSorted((a, b) => geometricMean(b.ratios) - geometricMean(a.ratios))
        .map(({ name, ratios }) => [
          name,
          geometricMean(ratios).toFixed(2),
          Math.min(...ratios).toFixed(2),
          Math.max(...ratios).toFixed(2),
          ratios.length === rows.length ? '' : String(rows.length - ratios.length),
        ]),
    )}`,

  client: ({ rounds, results }) =>
    `## Client\n\nCPU per event relative to a byte loop with our parser: below is cheaper. ${rounds} rounds. [More](client/README.md)\n\n${toTable(
      ['', ...Object.keys(results)],
      (Object.values(results)[0] ?? []).map(({ contender }, index) =>
        [contender].concat(Object.values(results).map((measured) => measured[index]?.ratio.toFixed(2) ?? '')),
      ),
    )}`,

  react: ({ repeats, rows }) =>
    `## React\n\nA transition of 150 components of 2 ms beside an event every 16 ms, ${repeats} of them each. [More](react/README.md)\n\n${toTable(
      ['beside', 'transition, ms: median', 'slowest', 'requests'],
      rows.map(({ reader, median, slowest, requests }) => [
        reader,
        median.toFixed(0),
        slowest.toFixed(0),
        String(requests),
      ]),
    )}`,

  faults: ({ seed, contenders, trials }) =>
    `## Faults survived\n\nRandom faults of ${trials.length} kinds over real sockets, seed ${seed}; then three servers that give nothing, with each client's defaults. [More](../tooling/faults/README.md#peers)\n\n${toTable(
      ['', 'schedules survived', 'events lost', 'doubled', 'without an end', 'most requests in the first second'],
      contenders.map(({ name, total, requests }) => [
        name,
        `${total.survived} of ${total.schedules}`,
        String(total.lost),
        String(total.doubled),
        String(total.stuck),
        String(Math.max(...requests)),
      ]),
    )}`,

  storm: ({ clients, drain, scenarios }) =>
    `## Storm\n\n${clients.toLocaleString('en')} simulated clients, servers that need ${drain} s to accept them: seconds until 99 % are back / attempts per loss. [More](reconnect-storm/README.md)\n\n${toTable(
      ['', ...(scenarios[0]?.policies.map(({ policy }) => policy) ?? [])],
      scenarios.map(({ title, policies }) => [
        title,
        ...policies.map(
          ({ back99, attemptsPerLoss }) => `${back99?.toFixed(0) ?? 'never'} / ${attemptsPerLoss.toFixed(1)}`,
        ),
      ]),
    )}`,
}

const order = ['sizes', 'parser', 'client', 'react', 'faults', 'storm'] as const satisfies readonly Name[]

/** @param versions of the peers, by package */
export function toMarkdown(report: Partial<Report>, versions: Readonly<Record<string, string>>): string {
  const played = order.filter((name) => report[name] !== undefined)
  const machines = new Set(played.map((name) => report[name]?.machine))
  const runs = played.map((name) => {
    const { date = '', load = [0, 0], seconds = 0 } = report[name] ?? {}
    const { typed } = commands[name]
    return [name, `\`${typed}\``, date, `${load[0].toFixed(1)} → ${load[1].toFixed(1)}`, String(seconds)]
  })
  return [
    '![Faults survived, requests, CPU and size, by client](report/overview.svg)',
    ...played.map((name) => sectionOf(name, report)),
    '## Where and when',
    `${[...machines].join('; ')}. The load average is that of the minute before and of the last minute: beyond the number of cores, others waited, and so did these.`,
    toTable(['benchmark', 'command', 'ended', 'load average', 'seconds'], runs, 3),
    `Peers: ${peersOf(versions)}.`,
  ].join('\n\n')
}

function sectionOf(name: Name, report: Partial<Report>): string {
  const played = report[name]
  return played === undefined ? '' : (sections[name] as Section<Name>)(played.figures)
}

const own = ['@linefeed/', '@types/', 'cli-progress', 'esbuild', 'flatqueue', 'playwright', 'pure-rand', 'vega']

function peersOf(versions: Readonly<Record<string, string>>): string {
  return Object.entries(versions)
    .filter(([name]) => !own.some((prefix) => name.startsWith(prefix)))
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')
}

/** `words`: so many columns from the left hold no numbers. */
function toTable(head: readonly string[], rows: readonly (readonly string[])[], words = 1): string {
  const rule = head.map((_, column) => (column < words ? '---' : '--:'))
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
