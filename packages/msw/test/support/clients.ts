// Four clients behind one face, so that the same scenarios can be played to each.
import { fetchEventSource } from '@microsoft/fetch-event-source'
import { createEventStream } from '@linefeed/client'
import { EventSource } from 'eventsource'
import { createHandWritten } from './hand-written.ts'

export interface Heard {
  readonly data: string
  readonly lastEventId: string
}

export interface Opened {
  /** Events as the client delivered them. */
  readonly events: Heard[]
  close(): void
}

export interface ClientOptions {
  /** Asked before every request; absent where a client cannot send any. */
  headers?: () => Record<string, string>
}

export interface TestClient {
  readonly name: string
  /** What the client can say of itself. */
  readonly method: 'GET' | 'POST'
  /** Whether it asks again after a 401; the standard's class may not. */
  readonly renews: boolean
  open(url: string, options?: ClientOptions): Opened
}

const handWritten: TestClient = {
  name: 'fetch',
  method: 'POST',
  renews: true,
  open: (url, options) => createHandWritten(url, { ...options }),
}

const eventSource: TestClient = {
  name: 'eventsource',
  method: 'GET',
  renews: false,
  open(url, { headers } = {}) {
    const events: Heard[] = []
    const source = new EventSource(url, {
      fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers?.() } }),
    })
    source.addEventListener('message', ({ data, lastEventId }) => events.push({ data: String(data), lastEventId }))
    return { events, close: () => source.close() }
  },
}

/** Needs `window` and `document`. */
export const microsoft: TestClient = {
  name: '@microsoft/fetch-event-source',
  method: 'POST',
  renews: true,
  open(url, { headers } = {}) {
    const events: Heard[] = []
    const controller = new AbortController()
    void fetchEventSource(url, {
      method: 'POST',
      body: '{}',
      signal: controller.signal,
      openWhenHidden: true,
      fetch: (input, init) => fetch(input, { ...init, headers: { ...asRecord(init?.headers), ...headers?.() } }),
      onopen: async (response) => {
        if (!response.ok) {
          throw new Error(String(response.status))
        }
      },
      onmessage({ data, id }) {
        if (data !== '') {
          events.push({ data, lastEventId: id })
        }
      },
      onclose() {
        throw new Error('closed')
      },
      onerror: () => 5,
    })
    return { events, close: () => controller.abort() }
  },
}

/** Ours, whole or broken. */
export const createLinefeed = (create: typeof createEventStream): TestClient => ({
  name: '@linefeed/client',
  method: 'POST',
  renews: true,
  open(url, { headers } = {}) {
    const events: Heard[] = []
    const stream = create(url, {
      body: {},
      resumable: true,
      retry: { base: 5, cap: 5 },
      ...(headers === undefined ? {} : { headers: () => headers() }),
    })
    stream.on(({ data, lastEventId }) => events.push({ data, lastEventId }))
    return { events, close: () => stream.close() }
  },
})

/** Those that run without a DOM. */
export const clients: readonly TestClient[] = [handWritten, eventSource, createLinefeed(createEventStream)]

function asRecord(headers: HeadersInit | undefined): Record<string, string> {
  return Object.fromEntries(new Headers(headers))
}
