// A market that moves by itself: each step gives the quotes that changed. The same randomness gives the same market.
import { symbols, type Quote } from '../../wire.ts'

/** @param random Like `Math.random` */
export function createMarket(random: () => number): () => readonly Quote[] {
  // In cents: prices must not drift by rounding.
  const opening = new Map(symbols.map((symbol) => [symbol, 5_000 + Math.floor(random() * 40_000)]))
  const current = new Map(opening)

  return () => {
    const moved = symbols.filter(() => random() < 0.6)
    return (moved.length > 0 ? moved : symbols.slice(0, 1)).map((symbol) => {
      const before = current.get(symbol) ?? 0
      const cents = Math.max(100, Math.round(before * (1 + (random() - 0.5) * 0.01)))
      current.set(symbol, cents)
      return { symbol, price: cents / 100, change: (cents - (opening.get(symbol) ?? 0)) / 100 }
    })
  }
}
