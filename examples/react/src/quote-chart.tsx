// One draw per published snapshot, however many events it holds.
import { useEffect, useRef } from 'react'
import { createQuoteChart, type QuoteChart as Chart } from '../../dashboard/src/quote-chart.ts'
import type { TickerSymbol } from '../../server/wire.ts'
import { useMyEvents } from './use-my-events.ts'

export function QuoteChart({ shown }: { shown: readonly TickerSymbol[] }) {
  const { data: ticks } = useMyEvents((desk) => desk.ticks)
  const element = useRef<HTMLDivElement>(null)
  const chart = useRef<Chart>(undefined)

  useEffect(() => {
    if (element.current) {
      chart.current = createQuoteChart(element.current)
    }
    return () => chart.current?.destroy()
  }, [])
  useEffect(() => chart.current?.draw(ticks, shown), [ticks, shown])

  return <div className="chart" ref={element} role="img" aria-label={`Change in percent of ${shown.join(', ')}`} />
}
