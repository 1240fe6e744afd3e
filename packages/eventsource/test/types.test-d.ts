// The class where the DOM's is expected, and what must not compile. Checked by the compiler alone.
import { EventSource, type EventSourceErrorEvent, type EventSourceOptions } from '@linefeed/eventsource'
import { expectTypeOf } from 'vitest'

// As a polyfill, and wherever the DOM's own is asked for.
globalThis.EventSource ??= EventSource
const source = new EventSource('/events')
export const native: globalThis.EventSource = source
export const nativeClass: typeof globalThis.EventSource = EventSource
export const back: EventSource = new globalThis.EventSource('/events')
expectTypeOf<EventSourceInit>().toExtend<EventSourceOptions>()

source.addEventListener('message', (event) => expectTypeOf(event).toEqualTypeOf<MessageEvent>())
source.addEventListener('price', ({ data, lastEventId }) => void [data, lastEventId])
source.addEventListener('error', (event) => expectTypeOf(event).toEqualTypeOf<EventSourceErrorEvent>())
source.addEventListener('open', function () {
  expectTypeOf(this.readyState).toEqualTypeOf<number>()
})
source.addEventListener('error', ({ error }) => {
  if (error?.code === 'http-status') {
    expectTypeOf(error.status).toEqualTypeOf<number>()
  }
})
expectTypeOf(EventSource.CLOSED).toEqualTypeOf<2>()
expectTypeOf(source.OPEN).toEqualTypeOf<1>()

void new EventSource(new URL('https://example.com'), { withCredentials: true })
void new EventSource('/events', {
  fetch: (url, init) => fetch(url, init),
  headers: async ({ failure }) => ({ 'x-failure': failure?.code }),
  method: 'POST',
  body: { topics: ['a'] },
  resumable: true,
})
// @ts-expect-error a URL is needed
void new EventSource()
// @ts-expect-error no such option
void new EventSource('/events', { header: {} })
// @ts-expect-error attributes are read, not written
source.url = '/x'
