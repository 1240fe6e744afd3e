// Figures → the report's two charts, as SVG.
import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import type { Figures, Report } from './figures.ts'

const color = {
  field: 'whose',
  type: 'nominal' as const,
  title: null,
  legend: null,
  scale: { domain: ['ours', 'peers'], range: ['#2563eb', '#9ca3af'] },
}

/** A card of its own colour is legible on light and dark pages alike. */
const card = { background: 'white', padding: 14, config: { view: { stroke: null }, axis: { gridColor: '#eeeeee' } } }

export async function plotSizes(sizes: Figures['sizes']): Promise<string> {
  const kinds = [...new Set(sizes.map(({ kind }) => kind))]
  const values = sizes.map(({ kind, name, bytes }) => ({ kind, name, kilobytes: bytes / 1000, whose: whose(name) }))
  return await toSvg({
    ...card,
    title: { text: 'One import, minified and gzipped, kB (lower is better)', anchor: 'start' },
    vconcat: kinds.map((kind) =>
      panel(
        values.filter((value) => value.kind === kind),
        'kilobytes',
        kind,
        '.1f',
        { width: 480, domainMax: 13 },
      ),
    ),
  })
}

/** Clients beside each other in what can be told by one number each. */
export async function plotOverview({ sizes, client, faults }: Report): Promise<string> {
  const names = faults.figures.contenders.map(({ name }) => name)
  const burst = Object.values(client.figures.results)[0] ?? []
  const values = faults.figures.contenders.map(({ name, total, requests }) => {
    const plain = name.replace(/ [\d.]+$/, '')
    return {
      name,
      whose: whose(name),
      survived: (100 * total.survived) / total.schedules,
      requests: Math.max(...requests),
      cpu: burst.find(({ contender }) => contender.replace(/, on$/, '') === plain)?.ratio,
      kilobytes: (sizes.figures.find((size) => size.name === plain)?.bytes ?? Number.NaN) / 1000,
    }
  })
  const [first, ...others] = [
    panel(values, 'survived', 'schedules of faults survived, %', '.0f', { names }),
    panel(values, 'requests', 'most requests in the first second', '.0f', { names: [] }),
    panel(values, 'cpu', 'CPU per event, × a bare byte loop', '.2f', { names: [] }),
    panel(values, 'kilobytes', 'size, kB', '.1f', { names: [] }),
  ]
  return await toSvg({
    ...card,
    title: { text: 'Clients: faults (higher is better), requests, CPU and size (lower is better)', anchor: 'start' },
    hconcat: [first, ...others].filter((each) => each !== undefined),
    spacing: 24,
  })
}

interface Look {
  width?: number
  domainMax?: number
  /** Labels of the rows; none for a panel to the right of one that has them. */
  names?: readonly string[]
}

/** One row per value, its number behind its bar. */
function panel(values: readonly object[], field: string, title: string, format: string, look: Look) {
  const y = {
    field: 'name',
    type: 'nominal' as const,
    sort: null,
    title: null,
    axis: look.names?.length === 0 ? null : { labelLimit: 260, ticks: false, domain: false },
  }
  const x = {
    field,
    type: 'quantitative' as const,
    title: null,
    axis: null,
    ...(look.domainMax !== undefined && { scale: { domainMax: look.domainMax } }),
  }
  return {
    title: { text: title, anchor: 'start' as const, fontSize: 11, fontWeight: 'normal' as const },
    data: { values: [...values] },
    width: look.width ?? 150,
    height: { step: 22 },
    layer: [
      { mark: { type: 'bar' as const, height: 14 }, encoding: { y, x, color } },
      {
        mark: { type: 'text' as const, align: 'left' as const, dx: 4 },
        encoding: { y, x, text: { field, type: 'quantitative' as const, format } },
      },
    ],
  }
}

function whose(name: string): 'ours' | 'peers' {
  return name.startsWith('@linefeed/') ? 'ours' : 'peers'
}

async function toSvg(spec: object): Promise<string> {
  const svg = await new View(parse(compile(spec as TopLevelSpec).spec), { renderer: 'none' }).toSVG()
  return `${svg}\n`
}
