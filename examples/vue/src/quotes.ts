// The stream of quotes, for all components that show a part of it.
import { eventStreamOptions, json } from '@linefeed/client'

interface Quote {
  symbol: string
  bid: number
}

export const quotes = eventStreamOptions({
  key: ['quotes'],
  url: '/quotes',
  decode: json<Quote>(),
  initial: new Map<string, Quote>(),
  reduce: (map, { data }) => new Map(map).set(data.symbol, data),
})
