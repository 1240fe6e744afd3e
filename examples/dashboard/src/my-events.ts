// The one stream that carries everything but answers, for all components to share by its key.
import { eventStreamOptions } from '@linefeed/client'
import type { Room, StreamRequest, TickerSymbol } from '../../server/wire.ts'
import { emptyDesk, reduceDesk } from './desk.ts'
import { network } from './network.ts'
import { uniqueId } from './unique-id.ts'
import { wireEvents } from './wire-events.ts'

/** What this tab wants to hear of. */
export interface Wanted {
  readonly symbols: readonly TickerSymbol[]
  readonly rooms: readonly Room[]
}

export const firstWanted: Wanted = { symbols: ['ACME', 'HOOL', 'INIT', 'GLOB'], rooms: ['lobby'] }

/** Names this tab to the server, so that it can be addressed alone. */
export const client = uniqueId()

export function requestFor(wanted: Wanted): Record<string, unknown> & StreamRequest {
  return { client, ...wanted }
}

/** Without a body: each component adds the newest. Headers and identity come from the provider. */
export const myEvents = eventStreamOptions({
  key: ['my events'],
  url: '/me/events',
  fetch: network.fetch,
  resumable: true,
  retry: { base: 1_000, cap: 10_000 },
  idleTimeout: 45_000,
  gapEvent: 'gap',
  decode: wireEvents,
  initial: emptyDesk,
  reduce: reduceDesk,
})
