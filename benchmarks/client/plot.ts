// Measurements → an SVG of bars: CPU per event relative to the byte loop with our parser.
import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import type { Measurement } from './measure.ts'

export async function plot(results: Record<string, Measurement[]>): Promise<string> {
  const values = Object.entries(results).flatMap(([workload, measured]) =>
    measured.map(({ contender, kind, ratio }) => ({ workload, contender, kind, ratio })),
  )
  const spec: TopLevelSpec = {
    background: 'white',
    title: 'CPU per event, relative to a byte loop with our parser (1 = equal, lower is better)',
    data: { values },
    facet: {
      field: 'workload',
      type: 'nominal',
      sort: Object.keys(results),
      title: null,
      header: { labelAnchor: 'start' },
    },
    columns: 1,
    spec: {
      height: { step: 15 },
      width: 520,
      // Points: a logarithmic scale has no zero for bars to stand on.
      mark: { type: 'point', filled: true, size: 70 },
      encoding: {
        y: {
          field: 'contender',
          type: 'nominal',
          sort: null,
          title: null,
          axis: { labelLimit: 240, grid: true },
        },
        x: { field: 'ratio', type: 'quantitative', scale: { type: 'log' }, title: 'ratio, logarithmic' },
        color: {
          field: 'kind',
          type: 'nominal',
          title: null,
          scale: { domain: ['ours', 'peer', 'limit'], range: ['#2563eb', '#dc2626', '#9ca3af'] },
        },
      },
    },
  }
  return await new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG()
}
