// What the editor infers, and what must not compile. Checked by the compiler alone.
import {
  bearer,
  createEventStream,
  json,
  text,
  type EventStreamError,
  type EventStreamOptions,
  type EventStreamState,
  type StandardSchema,
} from '@linefeed/client'
import { expectTypeOf } from 'vitest'

interface Price {
  symbol: string
  bid: number
}
declare const priceSchema: StandardSchema<Price>

// Without decode, data is text.
const plain = createEventStream('/events')
plain.on('anything', ({ type, data, id }) => {
  expectTypeOf(type).toEqualTypeOf<'anything'>()
  expectTypeOf(data).toEqualTypeOf<string>()
  expectTypeOf(id).toEqualTypeOf<string | undefined>()
})

// One decoder for all.
const decoded = createEventStream('/events', { decode: json(priceSchema), headers: bearer(() => 'token') })
decoded.on(({ data }) => expectTypeOf(data).toEqualTypeOf<Price>())
decoded.on('x', ({ data }) => expectTypeOf(data).toEqualTypeOf<Price>())

const declared = createEventStream('/events', { decode: json<Price>() })
declared.on(({ data }) => expectTypeOf(data).toEqualTypeOf<Price>())

const own = createEventStream('/events', { decode: ({ data, type }) => ({ length: data.length, type }) })
own.on(({ data }) => expectTypeOf(data).toEqualTypeOf<{ length: number; type: string }>())

const asynchronous = createEventStream('/events', { decode: async ({ data }) => data.length })
asynchronous.on(({ data }) => expectTypeOf(data).toEqualTypeOf<number>())

// Per event type.
const mixed = createEventStream('/events', { decode: { price: json(priceSchema), note: text() } })
mixed.on('price', ({ data }) => expectTypeOf(data).toEqualTypeOf<Price>())
mixed.on('note', ({ data }) => expectTypeOf(data).toEqualTypeOf<string>())
mixed.on('another', ({ data }) => expectTypeOf(data).toEqualTypeOf<string>())

export async function iterate(): Promise<void> {
  for await (const event of mixed) {
    if (event.type === 'price') {
      expectTypeOf(event.data).toEqualTypeOf<Price>()
    } else if (event.type === 'message') {
      expectTypeOf(event.data).toEqualTypeOf<string>()
    }
    // @ts-expect-error a type that decode does not name cannot be told from a misspelt one
    void (event.type === 'prise')
  }
  for await (const event of plain) {
    expectTypeOf(event.data).toEqualTypeOf<string>()
  }
  const end = await mixed.done
  if (end.reason === 'failed') {
    expectTypeOf(end.error).toEqualTypeOf<EventStreamError>()
  }
  // @ts-expect-error a finished stream has no error
  void (end.reason === 'finished' && end.error)
}

export function narrow(state: EventStreamState, error: EventStreamError, thrown: unknown): void {
  if (state.phase === 'waiting') {
    expectTypeOf(state.retryAt).toEqualTypeOf<number>()
  }
  // @ts-expect-error only a waiting stream has a time
  void state.retryAt
  if (error.code === 'http-status') {
    expectTypeOf(error.status).toEqualTypeOf<number>()
  }
  if (error.code === 'http-status' || error.code === 'content-type') {
    expectTypeOf(error.body).toEqualTypeOf<string | undefined>()
  }
  // @ts-expect-error only some errors have a status
  void error.status
  // @ts-expect-error no such code
  void (error.code === 'http_status')
  void thrown
}

// What fetch takes by the same name, as the DOM types it.
declare const init: Required<
  Pick<
    RequestInit,
    'cache' | 'credentials' | 'integrity' | 'mode' | 'priority' | 'redirect' | 'referrer' | 'referrerPolicy'
  >
>
createEventStream('/events', init)
// @ts-expect-error no such redirect
createEventStream('/events', { redirect: 'sometimes' })

// @ts-expect-error a duration is a number of milliseconds
createEventStream('/events', { idleTimeout: '45s' })
// @ts-expect-error no such option
createEventStream('/events', { header: {} })
// @ts-expect-error retry takes numbers
createEventStream('/events', { retry: { base: '1s' } })
// @ts-expect-error a decoder is a function
createEventStream('/events', { decode: { price: priceSchema } })
// @ts-expect-error json makes a decoder, and is none
createEventStream('/events', { decode: json })
// @ts-expect-error json makes a decoder, and is none
createEventStream('/events', { decode: { price: json } })
// @ts-expect-error a URL is needed
createEventStream()
// @ts-expect-error a listener is needed
plain.on('price')
// @ts-expect-error states are read, not written
plain.state = { phase: 'idle' }

// Options that were put together before say no more than their type does.
declare const anyOptions: EventStreamOptions
createEventStream('/events', anyOptions).on(({ data }) => expectTypeOf(data).toEqualTypeOf<unknown>())
createEventStream('/events', {}).on(({ data }) => expectTypeOf(data).toEqualTypeOf<string>())
createEventStream('/events', { decode: undefined }).on(({ data }) => expectTypeOf(data).toEqualTypeOf<string>())
createEventStream('/events', { idleTimeout: 1 }).on('x', ({ data }) => expectTypeOf(data).toEqualTypeOf<string>())

// A body may have any type that JSON can say.
interface Chat {
  prompt: string
  options?: { model: string }
}
declare const chat: Chat
createEventStream('/events', { body: chat })
createEventStream('/events', { body: () => chat })
createEventStream('/events', { body: async ({ attempt }) => ({ attempt }) })
createEventStream('/events', { body: [1, 2] })
// @ts-expect-error a number is no body
createEventStream('/events', { body: 5 })
// @ts-expect-error it is asked with the attempt's context
createEventStream('/events', { body: (prompt: string) => prompt })
// @ts-expect-error a header is text
createEventStream('/events', { headers: { 'x-count': 1 } })
