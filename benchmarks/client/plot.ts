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
      row: {
        field: 'workload',
        type: 'nominal',
        sort: null,
        title: null,
        header: { labelAngle: 0, labelAlign: 'left' },
      },
    },
    spec: {
      height: { step: 14 },
      width: 460,
      mark: 'bar',
      encoding: {
        y: { field: 'contender', type: 'nominal', sort: null, title: null, axis: { labelLimit: 240 } },
        x: {
          field: 'ratio',
          type: 'quantitative',
          scale: { type: 'log', domainMin: 0.2 },
          title: 'ratio, logarithmic',
        },
        color: {
          field: 'kind',
          type: 'nominal',
          title: null,
          scale: { domain: ['ours', 'peer', 'limit'], range: ['#2563eb', '#9ca3af', '#d6d3d1'] },
        },
      },
    },
  }
  return await new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG()
}
