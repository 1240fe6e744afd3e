// Three rows on one connection: each renders when its own bid changes. And a badge that knows how the connection is.
import { eventStreamOptions, json } from '@linefeed/client'
import { useEventStream } from '@linefeed/react'

interface Quote {
  symbol: string
  bid: number
}

const quotes = eventStreamOptions({
  key: ['quotes'],
  url: '/quotes',
  decode: json<Quote>(),
  initial: new Map<string, Quote>(),
  reduce: (map, { data }) => new Map(map).set(data.symbol, data),
})

export function Quotes() {
  return (
    <section aria-label="Quotes">
      <h2>
        Quotes <Badge />
      </h2>
      <table>
        <tbody>
          {['ACME', 'HOOL', 'INIT'].map((symbol) => (
            <Row key={symbol} symbol={symbol} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({ symbol }: { symbol: string }) {
  const { data: bid } = useEventStream({ ...quotes, select: (map) => map.get(symbol)?.bid })
  return (
    <tr>
      <th>{symbol}</th>
      <td>{bid ?? '…'}</td>
    </tr>
  )
}

function Badge() {
  const { state, reconnect, close } = useEventStream({ ...quotes, select: () => undefined })
  const isLive = state.phase === 'open'
  return <button onClick={isLive ? close : reconnect}>{state.phase}</button>
}
