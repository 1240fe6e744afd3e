import { memo } from 'react'
import type { TickerSymbol } from '../../server/wire.ts'
import { percentOf } from '../../dashboard/src/desk.ts'
import { signed } from '../../dashboard/src/words.ts'
import { useMyEvents } from './use-my-events.ts'

interface QuoteTileProps {
  symbol: TickerSymbol
  isFollowed: boolean
  onToggle: (symbol: TickerSymbol) => void
}

/** Renders when its own quote changes. */
export const QuoteTile = memo(function QuoteTile({ symbol, isFollowed, onToggle }: QuoteTileProps) {
  const { data: quote } = useMyEvents((desk) => desk.quotes[symbol])
  const percent = quote && isFollowed ? percentOf(quote) : undefined
  return (
    <button className="tile" data-symbol={symbol} aria-pressed={isFollowed} onClick={() => onToggle(symbol)}>
      <b>{symbol}</b>
      <span className="price">{quote && isFollowed ? quote.price.toFixed(2) : isFollowed ? '…' : 'Follow'}</span>
      {percent !== undefined && <small data-rising={percent >= 0}>{signed(percent)}</small>}
    </button>
  )
})
