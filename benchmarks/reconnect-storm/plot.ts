// Runs of one scenario → an SVG: arrivals per second above, the clients that have a stream below.
import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import type { Run } from './table.ts'

/** Seconds shown; what comes later is in the tables. */
const shown = 300

/** Part of the capacity; fewer arrivals, and none, lie on the lower edge of a logarithmic axis. */
const least = 0.1

/** Told apart without red against green; ours is the dark one. */
const colors = ['#111111', '#d55e00', '#e69f00', '#cc79a7', '#0072b2', '#009e73']

export async function plot(title: string, runs: readonly Run[], capacity: number): Promise<string> {
  const policies = runs.map(({ policy }) => policy)
  const color = { field: 'policy', type: 'nominal', title: null, scale: { domain: policies, range: colors } } as const
  const strokeWidth = { condition: { test: `datum.policy === '${policies[0]}'`, value: 2.5 }, value: 1.2 } as const
  const length = Math.min(shown, Math.ceil(Math.max(...runs.map(settledAt)) / 20) * 20)
  const x = { field: 'second', type: 'quantitative' as const, title: 'seconds', scale: { domain: [0, length] } }
  const width = 620
  const spec: TopLevelSpec = {
    // A card of its own colour is legible on light and dark pages alike.
    background: 'white',
    padding: 12,
    title: { text: title, anchor: 'start' },
    data: { values: valuesOf(runs, capacity, length) },
    vconcat: [
      {
        width,
        height: 220,
        layer: [
          {
            mark: { type: 'line', clip: true },
            encoding: {
              x: { ...x, title: null },
              y: {
                field: 'arrivals',
                type: 'quantitative',
                scale: { type: 'log', domain: [least, 100] },
                axis: { values: [0.1, 1, 10, 100] },
                title: 'arrivals per second, × capacity',
              },
              color,
              strokeWidth,
            },
          },
          {
            data: { values: [{}] },
            mark: { type: 'rule', strokeDash: [4, 4], color: '#666666' },
            encoding: { y: { datum: 1 } },
          },
        ],
      },
      {
        width,
        height: 160,
        mark: { type: 'line', clip: true },
        encoding: {
          x,
          y: { field: 'open', type: 'quantitative', axis: { format: '%' }, title: 'clients with a stream' },
          color,
          strokeWidth,
        },
      },
    ],
    config: { axis: { gridColor: '#e5e5e5' }, legend: { symbolStrokeWidth: 3, labelLimit: 220 } },
  }
  const svg = await new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG()
  // A tenth of a pixel is enough, and keeps the repository small.
  return svg.replaceAll(/\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1))))
}

/** The last second in which more than one client in a hundred had no stream; all is seen by then. */
function settledAt({ figures }: Run): number {
  return figures.open.findLastIndex((part) => part < 0.99) + 10
}

function valuesOf(runs: readonly Run[], capacity: number, length: number): object[] {
  return runs.flatMap(({ policy, figures }) =>
    Array.from({ length }, (_, second) => ({
      policy,
      second,
      arrivals: Math.max(least, (figures.arrivals[second] ?? 0) / capacity),
      open: figures.open[second] ?? figures.open.at(-1) ?? 0,
    })),
  )
}
