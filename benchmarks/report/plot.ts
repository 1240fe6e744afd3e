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
    title: { text: 'One import, minified and gzipped, kB (lower is better)', anchor: 'start', offset: 14 },
    vconcat: kinds.map((kind) =>
      panel(
        values.filter((value) => value.kind === kind),
        'kilobytes',
        kind,
        '.1f',
        { width: 480, domainMax: 14 },
      ),
    ),
  })
}

/** Clients beside each other in what can be told by one number each. */
export async function plotOverview({ sizes, client, faults }: Report): Promise<string> {
  // Of all workloads, the one that moves least between runs.
  const ticks = Object.entries(client.figures.results).find(([name]) => name.startsWith('stock ticks'))?.[1] ?? []
  const values = faults.figures.contenders.map(({ name, total, requests }) => {
    const plain = name.replace(/ [\d.]+$/, '')
    return {
      name: plain,
      whose: whose(name),
      survived: (100 * total.survived) / total.schedules,
      requests: Math.max(...requests),
      cpu: ticks.find(({ contender }) => contender.replace(/, on$/, '') === plain)?.ratio,
      kilobytes: (sizes.figures.find((size) => size.name === plain)?.bytes ?? Number.NaN) / 1000,
    }
  })
  return await toSvg({
    ...card,
    title: {
      text: 'Clients: faults survived (higher is better); requests, CPU, size (lower is better)',
      anchor: 'start',
      offset: 14,
    },
    hconcat: [
      panel(values, 'survived', 'faults survived, %', '.0f', { width: 150 }),
      panel(values, 'requests', 'most requests in 1 s', '.0f', { width: 150, isNameless: true }),
      panel(values, 'cpu', 'CPU, × loop and parser', '.2f', { width: 150, isNameless: true }),
      panel(values, 'kilobytes', 'size, kB', '.1f', { width: 150, isNameless: true }),
    ],
    spacing: 20,
  })
}

interface Look {
  readonly width: number
  /** The value at the panel's right edge; without it, there is room for a number behind the longest bar. */
  readonly domainMax?: number
  /** For a panel to the right of one that has the rows' names. */
  readonly isNameless?: boolean
}

/** One row per value, its number behind its bar. */
function panel(values: readonly Record<string, unknown>[], field: string, title: string, format: string, look: Look) {
  const longest = Math.max(...values.map((value) => value[field] as number))
  const y = {
    field: 'name',
    type: 'nominal' as const,
    sort: null,
    title: null,
    axis: look.isNameless === true ? null : { labelLimit: 260, ticks: false, domain: false },
  }
  const x = {
    field,
    type: 'quantitative' as const,
    title: null,
    axis: null,
    scale: { domainMax: look.domainMax ?? longest * 1.3, nice: false },
  }
  return {
    title: {
      text: title,
      anchor: 'start' as const,
      frame: 'group' as const,
      fontSize: 11,
      fontWeight: 'normal' as const,
    },
    data: { values: [...values] },
    width: look.width,
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
