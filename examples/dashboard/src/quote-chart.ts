// Ticks → lines on a canvas, one per followed symbol. One draw per call; knows when to draw again by itself: size and theme.
import UPlot from 'uplot'
import { symbols, type TickerSymbol } from '../../server/wire.ts'
import type { Tick } from './desk.ts'

export interface QuoteChart {
  draw(ticks: readonly Tick[], shown: readonly TickerSymbol[]): void
  destroy(): void
}

const height = 264

export function createQuoteChart(element: HTMLElement): QuoteChart {
  const color = (name: string) => (): string => getComputedStyle(element).getPropertyValue(name)
  const axis: UPlot.Axis = {
    stroke: color('--muted'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
    font: '11px "Inter Variable", sans-serif',
  }
  const plot = new UPlot(
    {
      width: element.clientWidth,
      height,
      padding: [8, 28, 0, 0],
      legend: { show: false },
      cursor: { points: { show: false }, drag: { x: false, y: false } },
      scales: { y: { range: padded } },
      axes: [
        { ...axis, size: 30, space: 90, grid: { show: false }, values: (_, seconds) => seconds.map(clock) },
        { ...axis, size: 62, values: (_, percents) => percents.map((percent) => `${percent.toFixed(2)} %`) },
      ],
      series: [
        {},
        ...symbols.map((symbol, index) => ({
          label: symbol,
          stroke: color(`--series-${index + 1}`),
          width: 1.75,
          points: { show: false },
        })),
      ],
    },
    [[], ...symbols.map(() => [])],
    element,
  )
  const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }))
  resize.observe(element)
  const theme = matchMedia('(prefers-color-scheme: dark)')
  const redraw = (): void => plot.redraw(false)
  theme.addEventListener('change', redraw)

  return {
    draw(ticks, shown) {
      plot.setData([
        ticks.map(({ at }) => at),
        ...symbols.map((symbol) => ticks.map(({ percent }) => (shown.includes(symbol) ? percent[symbol] : null))),
      ])
    },
    destroy() {
      theme.removeEventListener('change', redraw)
      resize.disconnect()
      plot.destroy()
    },
  }
}

function padded(_: UPlot, least: number | null, most: number | null): [number, number] {
  const [low, high] = [least ?? -1, most ?? 1]
  const room = Math.max((high - low) * 0.05, 0.1)
  return [low - room, high + room]
}

function clock(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString('en', { hourCycle: 'h23' })
}
