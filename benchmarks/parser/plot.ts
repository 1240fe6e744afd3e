// Rows per engine → an SVG of bars: how much faster than eventsource-parser.
import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import type { Row } from './compare.ts'
import { linefeed } from './contenders.ts'

export async function plot(engines: Record<string, Row[]>): Promise<string> {
  const values = Object.entries(engines).flatMap(([engine, rows]) =>
    rows.map(({ workload, ratios }) => ({ engine, workload, ratio: ratios[linefeed.name] })),
  )
  const spec: TopLevelSpec = {
    background: 'white',
    title: '@linefeed/parser: speed relative to eventsource-parser 4.1.3 (1 = equal, higher is faster)',
    data: { values },
    height: { step: 9 },
    width: 460,
    mark: 'bar',
    encoding: {
      y: { field: 'workload', type: 'nominal', sort: null, title: null, axis: { labelLimit: 240 } },
      yOffset: { field: 'engine', sort: Object.keys(engines) },
      x: { field: 'ratio', type: 'quantitative', scale: { type: 'log', domainMin: 0.5 }, title: 'ratio, logarithmic' },
      color: { field: 'engine', type: 'nominal', sort: Object.keys(engines), title: null },
    },
  }
  return await new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG()
}
