// All workloads × the given contenders → one table of ratios. Runs in any engine.
import { linefeed, limits, reference, type Contender } from './contenders.ts'
import { geometricMean, measure, median } from './measure.ts'
import { createBigEvent, createWorkloads, type Workload } from './workloads.ts'

/** How a contender did on one workload: its speed relative to eventsource-parser, above 1 is faster. */
export interface Row {
  workload: string
  /** Megabytes of stream per second through @linefeed/parser. */
  throughput: number
  /** `undefined` where a contender was left out: its time grows with the square of the event's size. */
  ratios: Record<string, number | undefined>
}

/** Measures `@linefeed/parser`, eventsource-parser and the limits; then each peer in few rounds: they are far behind. */
export async function compare(peers: Contender[], tell: (row: Row) => void = () => {}): Promise<Row[]> {
  const rows: Row[] = []
  for (const workload of createWorkloads()) {
    // oxlint-disable-next-line no-await-in-loop -- only one may run at a time
    const row = await compareOn(workload, peers)
    tell(row)
    rows.push(row)
  }
  return rows
}

async function compareOn(workload: Workload, peers: Contender[]): Promise<Row> {
  const bytes = workload.chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  const rounds = Math.max(25, Math.min(150, Math.round(80e6 / bytes)))
  const isBig = workload.name.includes('MiB')
  const able = peers.filter(({ isQuadratic }) => !(isBig && isQuadratic === true))
  const close = await measure(workload, [reference, linefeed, ...limits], rounds)
  const far = able.length === 0 ? [] : await measure(workload, [reference, ...able], 7)
  const [first, second] = [ratiosOf(close), ratiosOf(far)]
  const own = close.find(({ contender }) => contender === linefeed.name)?.milliseconds ?? Number.NaN
  return { workload: workload.name, throughput: bytes / own / 1000, ratios: { ...second, ...first } }
}

function ratiosOf(measured: { contender: string; milliseconds: number }[]): Record<string, number> {
  const base = measured.find(({ contender }) => contender === reference.name)?.milliseconds ?? Number.NaN
  return Object.fromEntries(measured.map(({ contender, milliseconds }) => [contender, base / milliseconds]))
}

/** Milliseconds for one event of 8, 4, 2 and 1 MiB in chunks of 1 KiB: linear when they halve. */
export function measureGrowth(): { mebibytes: number; milliseconds: number }[] {
  return [8, 4, 2, 1].map((mebibytes) => {
    const { chunks } = createBigEvent(mebibytes * 1024 * 1024 - 8)
    const samples = Array.from({ length: 25 }, () => {
      const start = performance.now()
      void linefeed.read(chunks)
      return performance.now() - start
    })
    return { mebibytes, milliseconds: median(samples) }
  })
}

/** A Markdown table of the rows, one column per contender, closed by the geometric means. */
export function toMarkdown(rows: Row[]): string {
  const names = Object.keys(rows[0]?.ratios ?? {}).filter((name) => name !== reference.name)
  const columns = [linefeed.name, ...names.filter((name) => name !== linefeed.name)]
  const table = [
    ['workload', ...columns, 'MB/s'],
    ['---', ...columns.map(() => '--:'), '--:'],
    ...rows.map(({ workload, ratios, throughput }) => [
      workload,
      ...columns.map((name) => ratios[name]?.toFixed(2) ?? 'left out'),
      throughput.toFixed(0),
    ]),
    ['geometric mean', ...columns.map((name) => meanOf(rows, name).toFixed(2)), ''],
  ]
  return table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function meanOf(rows: Row[], name: string): number {
  return geometricMean(rows.map(({ ratios }) => ratios[name]).filter((ratio) => ratio !== undefined))
}
