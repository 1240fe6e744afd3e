// What the editor infers, and what must not compile. Checked by the compiler alone.
import {
  eventStreamOptions,
  json,
  text,
  type EventStreamError,
  type EventStreamState,
  type StreamEvent,
} from '@linefeed/client'
import type { Registry } from '@linefeed/client/store'
import { provideEventStreams, useEventStream, type EventStreamRefs } from '@linefeed/vue'
import { computed, ref, shallowRef } from 'vue'
import { expectTypeOf } from 'vitest'

interface Price {
  symbol: string
  bid: number
}
declare const registry: Registry

// Without decode, data is text; before the first event there is none.
expectTypeOf(useEventStream('/events')).toEqualTypeOf<EventStreamRefs<string | undefined>>()
expectTypeOf(useEventStream({ url: '/events' }).data.value).toEqualTypeOf<string | undefined>()
expectTypeOf(
  useEventStream(null, { onEvent: ({ data }) => expectTypeOf(data).toEqualTypeOf<string>() }).data.value,
).toEqualTypeOf<string | undefined>()
expectTypeOf(useEventStream(new URL('https://example.com/events')).state.value).toEqualTypeOf<EventStreamState>()
expectTypeOf(useEventStream('/events').error.value).toEqualTypeOf<EventStreamError | undefined>()

// One decoder for all.
expectTypeOf(useEventStream('/events', { decode: json<Price>() }).data.value).toEqualTypeOf<Price | undefined>()
expectTypeOf(useEventStream({ url: '/events', decode: ({ data }) => data.length }).data.value).toEqualTypeOf<
  number | undefined
>()
expectTypeOf(useEventStream('/events', { decode: async ({ data }) => data.length }).data.value).toEqualTypeOf<
  number | undefined
>()

// Per event type.
useEventStream('/events', {
  decode: { price: json<Price>(), note: text() },
  onEvent(event) {
    if (event.type === 'price') {
      expectTypeOf(event.data).toEqualTypeOf<Price>()
    }
    // @ts-expect-error a type that decode does not name
    void (event.type === 'prise')
  },
})

// reduce: the data is what it begins with.
const reduced = useEventStream({
  url: '/events',
  decode: json<Price>(),
  initial: new Map<string, Price>(),
  reduce(map, { data }) {
    expectTypeOf(map).toEqualTypeOf<Map<string, Price>>()
    expectTypeOf(data).toEqualTypeOf<Price>()
    return new Map(map).set(data.symbol, data)
  },
})
expectTypeOf(reduced.data.value).toEqualTypeOf<Map<string, Price>>()

// select: the data is what it gives.
const selected = useEventStream('/events', {
  decode: json<Price>(),
  initial: new Map<string, Price>(),
  reduce: (map, { data }) => new Map(map).set(data.symbol, data),
  select: (map) => map.get('EURUSD')?.bid,
  isEqual(one, other) {
    expectTypeOf(one).toEqualTypeOf<number | undefined>()
    return one === other
  },
})
expectTypeOf(selected.data.value).toEqualTypeOf<number | undefined>()
expectTypeOf(
  useEventStream('/events', { decode: json<Price>(), select: (price) => price?.bid }).data.value,
).toEqualTypeOf<number | undefined>()

// Decoders by type: the latest event may be one of another type.
expectTypeOf(useEventStream('/events', { decode: { price: json<Price>() } }).data.value).toEqualTypeOf<
  Price | string | undefined
>()

// What it begins with may be missing; without reduce, it is what events bring.
declare const cached: Price | undefined
expectTypeOf(useEventStream('/events', { decode: json<Price>(), initial: cached }).data.value).toEqualTypeOf<
  Price | undefined
>()
expectTypeOf(useEventStream({ url: '/events', initial: 'nothing yet' }).data.value).toEqualTypeOf<string | undefined>()
expectTypeOf(
  useEventStream('/events', {
    decode: json<Price>(),
    initial: cached,
    reduce(former, { data }) {
      expectTypeOf(former).toEqualTypeOf<Price | undefined>()
      return former && former.bid > data.bid ? former : data
    },
  }).data.value,
).toEqualTypeOf<Price | undefined>()
expectTypeOf(
  useEventStream('/events', { decode: json<Price>(), reduce: (former, { data }) => former ?? data }).data.value,
).toEqualTypeOf<Price | undefined>()
expectTypeOf(
  useEventStream('/events', {
    decode: json<Price>(),
    initial: null as Price | null,
    reduce: (_former, { data }) => data,
    select: (price) => price?.bid,
  }).data.value,
).toEqualTypeOf<number | undefined>()

// maxItems: the data is a list of events.
const list = useEventStream('/events', { decode: json<Price>(), maxItems: 50 })
expectTypeOf(list.data.value).toEqualTypeOf<readonly StreamEvent<string, Price>[]>()
expectTypeOf(
  useEventStream({ url: '/events', maxItems: 50, select: (events) => events.length }).data.value,
).toEqualTypeOf<number>()

// A shared definition keeps its types, and each component adds its own.
const quotes = eventStreamOptions({
  key: ['quotes'],
  url: '/quotes',
  decode: json<Price>(),
  initial: new Map<string, Price>(),
  reduce: (map, { data }) => new Map(map).set(data.symbol, data),
})
expectTypeOf(useEventStream(quotes).data.value).toEqualTypeOf<Map<string, Price>>()
expectTypeOf(
  useEventStream({
    ...quotes,
    identity: 'u1',
    enabled: true,
    select: (map) => map.size,
    onEvent: ({ data }) => data.bid,
  }).data.value,
).toEqualTypeOf<number>()
const notices = eventStreamOptions({ url: '/notices', decode: json<Price>(), maxItems: 10 })
expectTypeOf(useEventStream({ ...notices, identity: null }).data.value).toEqualTypeOf<
  readonly StreamEvent<string, Price>[]
>()
const latest = eventStreamOptions({ url: '/latest', decode: json<Price>() })
expectTypeOf(useEventStream({ ...latest, throwOnError: ({ code }) => code === 'no-body' }).data.value).toEqualTypeOf<
  Price | undefined
>()

provideEventStreams({ identity: 'u1', headers: async () => ({ authorization: 'Bearer' }), linger: 1_000 })
provideEventStreams({ registry })

// What reconnects may be a ref or a getter, alone or all together.
const user = shallowRef<{ id: string } | null>(null)
const refs = useEventStream(() => `/${user.value?.id}/events`, {
  decode: json<Price>(),
  key: ['events', user],
  identity: () => user.value?.id,
  enabled: computed(() => user.value !== null),
})
expectTypeOf(refs.data.value).toEqualTypeOf<Price | undefined>()
expectTypeOf(useEventStream(() => ({ ...quotes, identity: user.value?.id })).data.value).toEqualTypeOf<
  Map<string, Price>
>()
expectTypeOf(
  useEventStream(
    ref('/events'),
    computed(() => ({ decode: json<Price>(), maxItems: 5 })),
  ).data.value,
).toEqualTypeOf<readonly StreamEvent<string, Price>[]>()
provideEventStreams({ identity: () => user.value?.id })

// A getter of options infers what its functions take.
expectTypeOf(
  useEventStream(() => ({
    url: '/events',
    decode: json<Price>(),
    initial: '',
    reduce: (former, { data }) => former + data.symbol,
    onStateChange: (state) => expectTypeOf(state).toEqualTypeOf<EventStreamState>(),
  })).data.value,
).toEqualTypeOf<string>()
expectTypeOf(
  useEventStream(() => ({
    url: '/events',
    decode: json<Price>(),
    onEvent: ({ data }) => expectTypeOf(data).toEqualTypeOf<Price>(),
    select: (price) => price?.bid,
  })).data.value,
).toEqualTypeOf<number | undefined>()
expectTypeOf(
  useEventStream(() => ({ url: '/events', maxItems: 5, select: (events) => events.length })).data.value,
).toEqualTypeOf<number>()
expectTypeOf(
  useEventStream('/events', () => ({
    decode: json<Price>(),
    initial: 0,
    reduce: (sum, { data }) => sum + data.bid,
    select: (sum) => String(sum),
    isEqual: (one, other) => one.length === other.length,
  })).data.value,
).toEqualTypeOf<string>()
expectTypeOf(
  useEventStream(
    () => '/events',
    () => ({ decode: json<Price>(), onEvent: ({ data }) => void data.symbol, select: (price) => price?.symbol }),
  ).data.value,
).toEqualTypeOf<string | undefined>()
expectTypeOf(useEventStream(() => '/events').data.value).toEqualTypeOf<string | undefined>()
expectTypeOf(useEventStream(ref(null)).data.value).toEqualTypeOf<string | undefined>()

// @ts-expect-error a getter gives a URL
useEventStream(() => 5)
// @ts-expect-error a ref of what it must be
useEventStream('/events', { enabled: ref('yes') })
// @ts-expect-error without reduce, events bring strings
useEventStream('/events', { initial: 0 })
// @ts-expect-error without reduce, null does not stay
useEventStream('/events', { decode: json<Price>(), initial: null })
// @ts-expect-error events bring less
useEventStream('/events', { decode: json<Price>(), initial: { symbol: '', bid: 0, isStale: true } })
// @ts-expect-error also by type, data may be text
void useEventStream('/events', { decode: { price: json<Price>() } }).data.value?.bid
// @ts-expect-error a URL is needed
useEventStream()
// @ts-expect-error also among options
useEventStream({ key: 'quotes' })
// @ts-expect-error no such option
useEventStream('/events', { header: {} })
// @ts-expect-error no such option, also among options with a URL
useEventStream({ url: '/events', onEvnt: () => {} })
// @ts-expect-error a stream has a list or a reduce, not both
useEventStream('/events', { maxItems: 5, initial: 0, reduce: (count: number) => count + 1 })
// @ts-expect-error reduce gives what initial is
useEventStream('/events', { initial: 0, reduce: () => 'text' })
// @ts-expect-error a duration is a number of milliseconds
useEventStream('/events', { idleTimeout: '45s' })
// @ts-expect-error an identity is a user's id
useEventStream('/events', { identity: { id: 1 } })
// @ts-expect-error select takes what the stream has
useEventStream('/events', { select: (data: Price) => data.bid })
// @ts-expect-error isEqual compares what select gives
useEventStream('/events', { select: (data) => data?.length, isEqual: (one: string, other: string) => one === other })
// @ts-expect-error linger belongs to the provider
useEventStream('/events', { linger: 1_000 })
// @ts-expect-error refs are read, not written
useEventStream('/events').data.value = ''
// @ts-expect-error a registry has its own identity
provideEventStreams({ registry, identity: 'u1' })
