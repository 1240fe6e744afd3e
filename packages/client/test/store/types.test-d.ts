// What a shared definition infers, and what must not compile. Checked by the compiler alone.
import { eventStreamOptions, json, text, type AnyEvent, type Decoder } from '@linefeed/client'
import type { ListDefinition, StreamDefinition } from '@linefeed/client/store'
import { expectTypeOf } from 'vitest'

interface Quote {
  symbol: string
  bid: number
}
type DataOfDefinition<T> = T extends StreamDefinition<infer _D, infer Data> ? Data : never

// The latest event.
const plain = eventStreamOptions({ url: '/events' })
expectTypeOf<DataOfDefinition<typeof plain>>().toEqualTypeOf<string | undefined>()

const decoded = eventStreamOptions({ url: '/quotes', decode: json<Quote>() })
expectTypeOf<DataOfDefinition<typeof decoded>>().toEqualTypeOf<Quote | undefined>()

// Decoders by type: the latest event may be one of another type.
const byType = eventStreamOptions({
  url: '/me/events',
  decode: { quote: json<Quote>(), size: ({ data }) => data.length },
})
expectTypeOf<DataOfDefinition<typeof byType>>().toEqualTypeOf<Quote | number | string | undefined>()

// Without a reducer, what there is before is of the type that events bring.
declare const cached: Quote | undefined
const begun = eventStreamOptions({ url: '/quotes', decode: json<Quote>(), initial: cached })
expectTypeOf<DataOfDefinition<typeof begun>>().toEqualTypeOf<Quote | undefined>()

// What may be missing before the first event is missing in the data.
const kept = eventStreamOptions({ url: '/quotes', decode: json<Quote>(), initial: cached, reduce: (quote) => quote })
expectTypeOf<DataOfDefinition<typeof kept>>().toEqualTypeOf<Quote | undefined>()

// Initial data and a reducer: both arguments are inferred.
const reduced = eventStreamOptions({
  key: ['quotes'],
  url: '/quotes',
  decode: json<Quote>(),
  initial: new Map<string, Quote>(),
  reduce(map, event) {
    expectTypeOf(map).toEqualTypeOf<Map<string, Quote>>()
    expectTypeOf(event.data).toEqualTypeOf<Quote>()
    return new Map(map).set(event.data.symbol, event.data)
  },
})
expectTypeOf<DataOfDefinition<typeof reduced>>().toEqualTypeOf<Map<string, Quote>>()

// Decoders by type: the reducer narrows by type.
eventStreamOptions({
  url: '/me/events',
  decode: { quote: json<Quote>(), note: text() },
  initial: 0,
  reduce(sum, event) {
    if (event.type === 'quote') {
      expectTypeOf(event.data).toEqualTypeOf<Quote>()
      return sum + event.data.bid
    }
    return sum
  },
})

// A list of the latest events.
const list = eventStreamOptions({ url: '/quotes', decode: json<Quote>(), maxItems: 50 })
expectTypeOf(list).toExtend<ListDefinition<Decoder<Quote>>>()
expectTypeOf<AnyEvent<Decoder<Quote>>['data']>().toEqualTypeOf<Quote>()

// A stream that has no URL yet.
eventStreamOptions({ url: null })

// @ts-expect-error the reducer gives what it took
eventStreamOptions({ url: '/x', initial: 0, reduce: (sum: number) => String(sum) })
// @ts-expect-error without a reducer, events bring strings
eventStreamOptions({ url: '/x', initial: 0 })
// @ts-expect-error without a reducer, null does not stay
eventStreamOptions({ url: '/x', decode: json<Quote>(), initial: null })
// @ts-expect-error a list is not reduced
eventStreamOptions({ url: '/x', maxItems: 3, initial: 0, reduce: (sum: number) => sum })
// @ts-expect-error frames, at once, or milliseconds
eventStreamOptions({ url: '/x', flush: 'tick' })
// @ts-expect-error a URL, or null
eventStreamOptions({ key: ['x'] })
