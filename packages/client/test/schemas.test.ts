// Any Standard Schema decodes: three libraries, synchronous and not.
import { createEventStream, json } from '@linefeed/client'
import { runInNewContext } from 'node:vm'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { createScene } from './support/scene.ts'

interface Price {
  symbol: string
  bid: number
}

const stream =
  'id: 1\ndata: {"symbol":"LF","bid":4.5}\n\nid: 2\ndata: {"symbol":"LF"}\n\nid: 3\ndata: {"symbol":"LF","bid":5}\n\n'
const prices = [
  { symbol: 'LF', bid: 4.5 },
  { symbol: 'LF', bid: 5 },
]

const zodPrice = z.object({ symbol: z.string(), bid: z.number() })
const valibotPrice = v.object({ symbol: v.string(), bid: v.number() })
const arkPrice = type({ symbol: 'string', bid: 'number' })
const schemas = [
  ['zod', json(zodPrice)],
  ['valibot', json(valibotPrice)],
  ['arktype', json(arkPrice)],
  ['zod, asynchronous', json(zodPrice.refine(async () => true))],
  [
    'valibot, asynchronous',
    json(
      v.pipeAsync(
        valibotPrice,
        v.checkAsync(async () => true),
      ),
    ),
  ],
] as const

describe.each(schemas)('%s', (_name, decode) => {
  test('data that fits: is delivered in order; data that does not: is reported with where it is wrong', async () => {
    const scene = await createScene({ decode })
    await scene.open(stream)
    expect(scene.data).toEqual(prices)
    expect(scene.errors).toMatchObject([{ code: 'invalid-data', event: { id: '2' } }])
    expect(scene.errors[0]?.message).toMatch(/bid/)
  })
})

test('a schema of another realm: its promise is awaited', async () => {
  const elsewhere = runInNewContext('({ validate: async (value) => ({ value: value.bid }) })')
  const scene = await createScene({ decode: json({ '~standard': { version: 1, ...elsewhere } }) })
  await scene.open('data: {"bid":4.5}\n\n')
  expect([scene.data, scene.errors]).toEqual([[4.5], []])
})

test('a schema that is thenable’s, not promise’s: what it resolves to is taken', async () => {
  // oxlint-disable-next-line unicorn/no-thenable -- that this is no promise is the point
  const validate = () => ({ then: (resolve: (result: unknown) => void) => resolve({ value: 5 }) })
  const scene = await createScene({ decode: json({ '~standard': { version: 1, validate: validate as never } }) })
  await scene.open('data: {}\n\n')
  expect([scene.data, scene.errors]).toEqual([[5], []])
})

test.each([
  ['for all events', json],
  ['for one type', { message: json }],
])('json that was not called, %s: events are refused, and the cause says what to write', async (_where, decode) => {
  const scene = await createScene({ decode: decode as never })
  await scene.open('id: 1\ndata: {"bid":4.5}\n\n')
  expect(scene.data).toEqual([])
  expect(scene.errors).toMatchObject([
    {
      code: 'invalid-data',
      event: { id: '1' },
      cause: new TypeError('json must be called, or given a Standard Schema: decode: json()'),
    },
  ])
})

test('types: what the schema gives is what listeners get', () => {
  const options = { platform: {} }
  createEventStream('https://example.com', { ...options, decode: json(zodPrice) }).on(({ data }) =>
    expectTypeOf(data).toEqualTypeOf<Price>(),
  )()
  createEventStream('https://example.com', { ...options, decode: { p: json(valibotPrice) } }).on('p', ({ data }) =>
    expectTypeOf(data).toEqualTypeOf<Price>(),
  )()
  createEventStream('https://example.com', { ...options, decode: json(arkPrice) }).on(({ data }) =>
    expectTypeOf(data).toEqualTypeOf<Price>(),
  )()
  const length = z.string().transform((text) => text.length)
  createEventStream('https://example.com', { decode: json(length) }).on(({ data }) =>
    expectTypeOf(data).toEqualTypeOf<number>(),
  )()
  expect(json(length)({ type: 'message', data: '"four"', id: undefined, lastEventId: '' })).toBe(4)
})
