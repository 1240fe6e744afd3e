// The request of a stream → what this client follows, checked. By body for POST, by query for GET: native EventSource has no body.
import type { Request } from 'express'
import { z } from 'zod'
import { rooms, symbols, type Room, type TickerSymbol } from '../../wire.ts'
import { parseBody, parseQuery } from '../http-error.ts'

export interface Subscription {
  readonly client: string | undefined
  readonly symbols: readonly TickerSymbol[]
  readonly rooms: readonly Room[]
}

export const clientId = z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, "-" or "_"')

const listOf = <T extends string>(known: readonly T[]) =>
  z
    .array(z.enum(known))
    .max(100)
    .transform((names) => [...new Set(names)])
    .default([])
const byBody = z.strictObject({
  client: clientId.optional(),
  symbols: listOf(symbols),
  rooms: listOf(rooms),
})
const byComma = z
  .string()
  .optional()
  .transform((list) => list?.split(',').filter((name) => name !== ''))
const byQuery = z
  .strictObject({ client: z.string().optional(), symbols: byComma, rooms: byComma })
  .transform((query): unknown => query)
  .pipe(byBody)

/** @throws HttpError 400 `invalid-input`, naming every field at fault. */
export function readSubscription(req: Request): Subscription {
  const { client, ...lists } = req.method === 'GET' ? parseQuery(byQuery, req.query) : parseBody(byBody, req.body)
  return { client, ...lists }
}
