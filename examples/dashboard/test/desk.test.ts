import { expect, test } from 'vitest'
import type { TickerSymbol } from '../../server/wire.ts'
import { emptyDesk, mergeById, reduceDesk, type Desk, type Said } from '../src/desk.ts'
import type { MyEvent } from '../src/wire-events.ts'

function welcome(...symbols: TickerSymbol[]): MyEvent {
  const data = { user: 'alice', client: null, resumedFrom: '', process: 1, symbols, rooms: [] }
  return { type: 'welcome', id: undefined, lastEventId: '', data }
}

function quotes(at: number, prices: Partial<Record<TickerSymbol, number>>): MyEvent {
  const moved = Object.entries(prices).map(([symbol, price]) => ({
    symbol: symbol as TickerSymbol,
    price,
    change: price - 100,
  }))
  const id = String(at)
  return {
    type: 'quotes',
    id,
    lastEventId: id,
    data: { seq: at, at: new Date(at * 1000).toISOString(), quotes: moved },
  }
}

function play(...events: MyEvent[]): Desk {
  return events.reduce(reduceDesk, emptyDesk)
}

function said(seq: number, text = ''): Said {
  return { id: `log-${seq}`, seq, room: 'lobby', from: 'bob', text, sentAt: '' }
}

test('desk: what is followed and did not move stands where it stood', () => {
  const { ticks } = play(welcome('ACME', 'HOOL'), quotes(1, { ACME: 110, HOOL: 90 }), quotes(2, { ACME: 120 }))
  expect(ticks).toEqual([
    { at: 1, percent: { ACME: 10, HOOL: -10 } },
    { at: 2, percent: { ACME: 20, HOOL: -10 } },
  ])
})

test('desk: what is no longer followed does not go on', () => {
  const { ticks } = play(
    welcome('ACME', 'HOOL'),
    quotes(1, { ACME: 110, HOOL: 90 }),
    welcome('ACME'),
    quotes(2, { ACME: 120 }),
  )
  expect(ticks.at(-1)).toEqual({ at: 2, percent: { ACME: 20 } })
})

test('desk: keeps the newest 180 instants and its former states untouched', () => {
  const before = play(welcome('ACME', 'HOOL'), quotes(0, { ACME: 110 }))
  const after = Array.from({ length: 200 }, (_, second) => quotes(second + 1, { ACME: 110 })).reduce(reduceDesk, before)
  expect([before.ticks.length, after.ticks.length, after.ticks.at(-1)?.at]).toEqual([1, 180, 200])
})

test('chat: what was fetched and what was streamed is there once, oldest first', () => {
  expect(mergeById([said(2), said(3)], [said(1), said(3), said(4)]).map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
})
