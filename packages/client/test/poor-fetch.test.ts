// A `fetch` as poor as React Native's: a URL as text, a body that has `getReader` and nothing else, and no Request beside it.
import { expect, onTestFinished, test, vi } from 'vitest'
import { createEventStream } from '@linefeed/client'

const scripts: [status: number, headers: Record<string, string>, text: string][] = [
  [307, { location: '/moved' }, 'elsewhere'],
  [503, {}, 'later'],
  [200, { 'content-type': 'text/event-stream' }, 'data: one\n\n'],
]

test('body: getReader is all it needs, and a refused one is cancelled', async () => {
  vi.stubGlobal('Request', undefined)
  onTestFinished(() => void vi.unstubAllGlobals())
  const urls: unknown[] = []
  const cancelled: string[] = []
  const poorFetch = async (url: string): Promise<Response> => {
    const [status, headers, text] = scripts[urls.push(url) - 1] ?? [204, {}, '']
    const chunks = [new TextEncoder().encode(text)]
    const reader = {
      read: async () => ({ done: chunks.length === 0, value: chunks.shift() }),
      cancel: async () => void cancelled.push(text),
    }
    const response = { status, ok: status < 300, type: 'default', headers: new Headers(headers) }
    return { ...response, body: { getReader: () => reader } } as unknown as Response
  }
  const stream = createEventStream('http://localhost/start', {
    headers: { 'x-api-key': 'secret' },
    fetch: poorFetch,
    retry: { base: 1, cap: 1 },
  })
  const got: unknown[] = []
  for await (const { data } of stream) {
    got.push(data)
    break
  }
  expect({ urls, got, cancelled }).toEqual({
    urls: ['http://localhost/start', 'http://localhost/moved', 'http://localhost/start'],
    got: ['one'],
    cancelled: ['elsewhere', 'later', 'data: one\n\n'],
  })
})

test.each([
  ['of another kind, as from node-fetch', () => ({ pipe() {}, on() {} })],
  [
    'that somebody reads already',
    () => {
      const body = new ReadableStream()
      body.getReader()
      return body
    },
  ],
])('body %s: is refused for good, as what it is', async (_, body) => {
  let requests = 0
  const stream = createEventStream('http://localhost/', {
    fetch: async () => {
      requests++
      const response = { status: 200, type: 'default', headers: new Headers({ 'content-type': 'text/event-stream' }) }
      return { ...response, body: body() } as unknown as Response
    },
    retry: { base: 1, cap: 1, limit: 3 },
  })
  stream.open()
  expect([await stream.done, requests]).toMatchObject([{ reason: 'failed', error: { code: 'no-body' } }, 1])
})
