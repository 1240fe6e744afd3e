// Stock quotes: one event per transaction, so that it arrives whole or not at all; each client gets the symbols it follows.
import { Router } from 'express'
import { z } from 'zod'
import { symbols, type Quote, type TickerSymbol } from '../../wire.ts'
import { parseBody } from '../http-error.ts'
import type { EventLog, StoredEvent } from '../log/event-log.ts'
import type { Authenticate } from '../sign-in/authenticate.ts'
import * as topics from '../topics.ts'

const quote = z.strictObject({ symbol: z.enum(symbols), price: z.number().positive(), change: z.number() })
const batch = z.strictObject({ quotes: z.array(quote).min(1).max(symbols.length) })

export function quoteRoutes({ log, authenticate }: { log: EventLog; authenticate: Authenticate }): Router {
  const router = Router()
  router.get('/quotes/symbols', (_req, res) => {
    res.json({ symbols })
  })
  router.post('/quotes', async (req, res) => {
    await authenticate.byBearer(req)
    const { quotes } = parseBody(batch, req.body)
    const { id, seq } = await publishQuotes(log, quotes)
    res.status(201).json({ id, seq })
  })
  return router
}

/** Resolves once the whole transaction is in the log. */
export async function publishQuotes(log: EventLog, quotes: readonly Quote[]): Promise<StoredEvent> {
  return await log.append({ topic: topics.quotes, type: 'quotes', data: { at: new Date().toISOString(), quotes } })
}

/** Of a transaction, the quotes of `followed`; `undefined` when it has none. Other events pass as they are. */
export function narrowToSymbols(followed: readonly TickerSymbol[]): (event: StoredEvent) => StoredEvent | undefined {
  const wanted = new Set<string>(followed)
  return (event) => {
    if (event.topic !== topics.quotes) {
      return event
    }
    const all = event.data['quotes'] as readonly Quote[]
    const quotes = all.filter(({ symbol }) => wanted.has(symbol))
    return quotes.length === 0 ? undefined : { ...event, data: { ...event.data, quotes } }
  }
}
