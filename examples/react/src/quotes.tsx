// Which symbols are followed is the stream's request: changing it keeps the position.
import { symbols, type TickerSymbol } from '../../server/wire.ts'
import { useDashboard } from './context.ts'
import { QuoteChart } from './quote-chart.tsx'
import { QuoteTile } from './quote-tile.tsx'

export function Quotes() {
  const { wanted, want } = useDashboard()
  const toggle = (symbol: TickerSymbol): void =>
    want((before) => ({
      ...before,
      symbols: symbols.filter((known) => (known === symbol) !== before.symbols.includes(known)),
    }))
  return (
    <section className="panel quotes" aria-labelledby="quotes">
      <h2 id="quotes">Quotes</h2>
      <QuoteChart shown={wanted.symbols} />
      <div className="tiles" role="group" aria-label="Symbols">
        {symbols.map((symbol) => (
          <QuoteTile key={symbol} symbol={symbol} isFollowed={wanted.symbols.includes(symbol)} onToggle={toggle} />
        ))}
      </div>
    </section>
  )
}
