// Call sites written for @microsoft/fetch-event-source compile unchanged, and what must not compile. The compiler alone checks it.
import * as microsoft from '@microsoft/fetch-event-source'
import type * as parse from '@microsoft/fetch-event-source/lib/cjs/parse'
import {
  EventStreamContentType,
  fetchEventSource,
  getBytes,
  getLines,
  getMessages,
  type EventSourceMessage,
  type FetchEventSourceInit,
  type FetchEventSourceOptions,
} from '@linefeed/fetch-event-source'
import { expectTypeOf, vi } from 'vitest'

// Whatever theirs takes, ours takes; whatever theirs gives, ours gives.
export const replacement: typeof microsoft.fetchEventSource = fetchEventSource
export const contentType: typeof microsoft.EventStreamContentType = EventStreamContentType
export const parts: Pick<typeof parse, 'getBytes' | 'getLines' | 'getMessages'> = { getBytes, getLines, getMessages }
expectTypeOf<EventSourceMessage>().toEqualTypeOf<microsoft.EventSourceMessage>()
expectTypeOf<FetchEventSourceInit>().toEqualTypeOf<microsoft.FetchEventSourceInit>()
expectTypeOf<FetchEventSourceInit>().toExtend<FetchEventSourceOptions>()

// Mocks, fakes, and code that names the types: twice, once for each package.
interface Given {
  readonly message: EventSourceMessage
  readonly response: Response
}

export async function namesOurs(init: FetchEventSourceInit, { message, response }: Given): Promise<void> {
  vi.mocked(fetchEventSource).mockImplementation(async (_input, given) => {
    given.onmessage?.(message)
    await given.onopen?.(response)
  })
  const onmessage: Parameters<typeof fetchEventSource>[1]['onmessage'] = ({ data }) => void data
  const fake: typeof fetchEventSource = async (input: RequestInfo, { onmessage: hear }: FetchEventSourceInit) =>
    void [input, hear?.(message)]
  const request: RequestInit = init
  await fake('/api/sse', { ...request, headers: { authorization: init.headers?.['Authorization'] ?? '' }, onmessage })
  await init.onopen?.(response).catch(() => {})
}

export async function namesTheirs(init: microsoft.FetchEventSourceInit, { message, response }: Given): Promise<void> {
  vi.mocked(microsoft.fetchEventSource).mockImplementation(async (_input, given) => {
    given.onmessage?.(message)
    await given.onopen?.(response)
  })
  const onmessage: Parameters<typeof microsoft.fetchEventSource>[1]['onmessage'] = ({ data }) => void data
  const fake: typeof microsoft.fetchEventSource = async (
    input: RequestInfo,
    { onmessage: hear }: microsoft.FetchEventSourceInit,
  ) => void [input, hear?.(message)]
  const request: RequestInit = init
  await fake('/api/sse', { ...request, headers: { authorization: init.headers?.['Authorization'] ?? '' }, onmessage })
  await init.onopen?.(response).catch(() => {})
}

class FatalError extends Error {}
class RetriableError extends Error {}
declare const controller: AbortController

export async function callSites(): Promise<void> {
  await fetchEventSource('/api/sse', {
    onmessage(message) {
      expectTypeOf(message).toEqualTypeOf<microsoft.EventSourceMessage>()
    },
  })
  await fetchEventSource('/api/sse', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ foo: 'bar' }),
    signal: controller.signal,
    openWhenHidden: true,
    fetch,
    async onopen(response) {
      if (response.ok && response.headers.get('content-type') === EventStreamContentType) {
        return
      }
      throw response.status === 429 ? new RetriableError() : new FatalError()
    },
    onclose() {
      throw new RetriableError()
    },
    onerror(error) {
      if (error instanceof FatalError) {
        throw error
      }
      return error.message === '' ? 1_000 : undefined
    },
  })
  // What theirs does not take.
  await fetchEventSource(new URL('https://example.com'), {
    headers: async ({ attempt, failure, signal }) => ({
      authorization: `${attempt} ${failure?.code ?? ''} ${String(signal.aborted)}`,
    }),
    retry: { base: 500, cap: 10_000, limit: 5 },
    idleTimeout: 45_000,
    onopen({ ok }) {
      expectTypeOf(ok).toEqualTypeOf<boolean>()
    },
  })
  await fetchEventSource('/api/sse')
  // @ts-expect-error no such option
  await fetchEventSource('/api/sse', { onMessage() {} })
  // @ts-expect-error a delay is a number
  await fetchEventSource('/api/sse', { onerror: () => '1s' })
  // @ts-expect-error messages are read by name
  await fetchEventSource('/api/sse', { onmessage: ({ type }) => type })
  // @ts-expect-error an input is needed
  await fetchEventSource()
}
