import { expect, test } from 'vitest'
import { createMarket } from '../../src/sources/market.ts'
import type { Quote, QuoteBatch } from '../../wire.ts'
import { signIn, startTestServer, type SignedIn } from '../support/test-server.ts'

const quote = (symbol: string, price: number) => ({ symbol, price, change: 0 })
const shown = (events: readonly { data: string }[]) =>
  events.map(({ data }) => (JSON.parse(data) as QuoteBatch).quotes.map(({ symbol, price }) => `${symbol} ${price}`))

async function trade(user: SignedIn, ...quotes: object[]): Promise<string> {
  return ((await (await user.post('/quotes', { quotes })).json()) as { id: string }).id
}

test('quotes: each client gets its own symbols and no event without one, a transaction is one event', async () => {
  await using server = await startTestServer()
  const alice = await signIn(server.url, 'alice')
  await using two = await alice.follow(undefined, { symbols: ['ACME', 'HOOL'] })
  await using one = await alice.followByCookie(undefined, '?symbols=INIT')
  await Promise.all([two.take(1), one.take(1)])
  await trade(alice, quote('ACME', 1), quote('HOOL', 2), quote('INIT', 3))
  await trade(alice, quote('INIT', 4))
  const last = await trade(alice, quote('HOOL', 5))
  const events = await two.take(2)
  expect(shown(events)).toEqual([['ACME 1', 'HOOL 2'], ['HOOL 5']])
  expect(events.at(-1)?.id).toBe(last)
  expect(shown(await one.take(2))).toEqual([['INIT 3'], ['INIT 4']])
})

test('quotes: another set of symbols goes on from the same position', async () => {
  await using server = await startTestServer()
  const alice = await signIn(server.url, 'alice')
  await trade(alice, quote('ACME', 1), quote('HOOL', 1))
  await using before = await alice.follow(undefined, { symbols: ['ACME'] })
  const [, first] = await before.take(2)
  before.close()
  await trade(alice, quote('ACME', 2), quote('HOOL', 2))
  await using after = await alice.follow(first?.id, { symbols: ['HOOL'] })
  expect(shown((await after.take(2)).slice(1))).toEqual([['HOOL 2']])
})

test('quotes: passing over what is not followed moves the position with the next heartbeat', async () => {
  await using server = await startTestServer({ HEARTBEAT_MS: '10' })
  const alice = await signIn(server.url, 'alice')
  await using stream = await alice.follow(undefined, { symbols: ['ACME'] })
  const id = await trade(alice, quote('HOOL', 1))
  await stream.until(() => stream.text.includes(`\n\n:\nid:${id}\n\n`))
  expect(stream.received.map(({ event }) => event)).toEqual(['welcome'])
})

test.each([[{ quotes: [] }], [{ quotes: [quote('NONE', 1)] }], [{ quotes: [quote('ACME', -1)] }]])(
  'quotes: the transaction %j is refused whole',
  async (body) => {
    await using server = await startTestServer()
    const alice = await signIn(server.url, 'alice')
    expect((await alice.post('/quotes', body)).status).toBe(400)
    expect((await server.log.readAfter('')).events).toEqual([])
  },
)

test.each([
  ['POST', { symbols: ['NONE'] }],
  ['POST', { rooms: 'lobby' }],
  ['POST', { client: 'a b' }],
  ['GET', '?symbols=ACME,NONE'],
  ['GET', '?client='],
  ['GET', '?topic=user:bob'],
])('subscription: %s with %j is refused', async (_method, ask) => {
  await using server = await startTestServer()
  const alice = await signIn(server.url, 'alice')
  const response = typeof ask === 'string' ? await alice.get(`/me/events${ask}`) : await alice.post('/me/events', ask)
  expect([response.status, await response.json()]).toMatchObject([400, { error: { code: 'invalid-input' } }])
})

test('market: the same randomness gives the same quotes, some of the symbols at a time', () => {
  const market = () => {
    let state = 1
    return createMarket(() => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647)
  }
  const play = (next: () => readonly Quote[]) => Array.from({ length: 50 }, () => next())
  const steps = play(market())
  expect(steps).toEqual(play(market()))
  expect(new Set(steps.map((quotes) => quotes.length)).size).toBeGreaterThan(3)
  expect(steps.flat().every(({ price }) => price > 0 && Number.isInteger(Math.round(price * 100)))).toBe(true)
})
