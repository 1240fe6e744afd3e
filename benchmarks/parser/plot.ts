// Rows per engine → an SVG of points: how much faster than eventsource-parser.
import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import type { Row } from './compare.ts'
import { linefeed } from './contenders.ts'

export async function plot(engines: Record<string, Row[]>): Promise<string> {
  const values = Object.entries(engines).flatMap(([engine, rows]) =>
    rows.map(({ workload, ratios }) => ({ engine, workload, ratio: ratios[linefeed.name] })),
  )
  const spec: TopLevelSpec = {
    // A card of its own colour is legible on light and dark pages alike.
    background: 'white',
    padding: 12,
    title: {
      text: '@linefeed/parser: speed relative to eventsource-parser 4.1.3 (1 = equal, higher is faster)',
      anchor: 'start',
    },
    data: { values },
    height: { step: 11 },
    width: 460,
    layer: [
      {
        // Points: a logarithmic scale has no zero for bars to stand on.
        mark: { type: 'point', filled: true, size: 55, opacity: 1 },
        encoding: {
          y: { field: 'workload', type: 'nominal', sort: null, title: null, axis: { labelLimit: 400, grid: true } },
          yOffset: { field: 'engine', sort: Object.keys(engines) },
          x: {
            field: 'ratio',
            type: 'quantitative',
            scale: { type: 'log', nice: false, padding: 12 },
            title: 'ratio, logarithmic',
          },
          color: { field: 'engine', type: 'nominal', sort: Object.keys(engines), title: null },
        },
      },
      {
        data: { values: [{}] },
        mark: { type: 'rule', strokeDash: [4, 4], color: '#666666' },
        encoding: { x: { datum: 1 } },
      },
    ],
    config: { axis: { gridColor: '#e5e5e5' } },
  }
  return await new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG()
}
