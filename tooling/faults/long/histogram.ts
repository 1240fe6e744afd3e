// Moments → bars, for a terminal and for a page.
import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'

/** A line per `bin` milliseconds. */
export function histogram(moments: readonly number[], bin: number): string {
  const counts = countBins(moments, bin)
  const most = Math.max(...counts)
  return counts
    .map(
      (count, index) => `${String(index * bin).padStart(6)} ms ${'█'.repeat(Math.round((60 * count) / most))} ${count}`,
    )
    .join('\n')
}

export async function plotMoments(title: string, moments: readonly number[], bin: number): Promise<string> {
  const spec: TopLevelSpec = {
    background: 'white',
    title,
    data: { values: countBins(moments, bin).map((count, index) => ({ ms: index * bin, count })) },
    width: 480,
    height: 160,
    mark: 'bar',
    encoding: {
      x: { field: 'ms', type: 'ordinal', title: 'ms', axis: { labelAngle: 0 } },
      y: { field: 'count', type: 'quantitative', title: 'sessions' },
    },
  }
  return await new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG()
}

/** How many moments lie in each `bin` milliseconds. */
export function countBins(moments: readonly number[], bin: number): number[] {
  const counts = Array.from({ length: 1 + Math.floor(Math.max(0, ...moments) / bin) }, () => 0)
  for (const moment of moments) {
    const index = Math.floor(moment / bin)
    counts[index] = (counts[index] ?? 0) + 1
  }
  return counts
}
