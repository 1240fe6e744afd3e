// A stream mocked with plain msw, as its users write it without our kit.
import { createEventStream } from '@linefeed/client'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

/** Without the header msw makes a clean end of a broken stream, and an abort can end the process. */
const headers = { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked' }

test('http.all with a ReadableStream: POST, drop, resume, end', async () => {
  const asked: unknown[] = []
  server.use(
    http.all('https://example.com/chat', async ({ request }) => {
      const position = request.headers.get('last-event-id')
      asked.push([request.method, position, await request.json()])
      const body = new ReadableStream<Uint8Array>({
        async start(controller) {
          const send = (text: string): void => controller.enqueue(new TextEncoder().encode(text))
          if (position === null) {
            send('id: 1\ndata: one\n\nid: 2\ndata: tw')
            // msw waits for a first chunk: the break must come in a later turn.
            await new Promise((resolve) => setImmediate(resolve))
            controller.error(new Error('drop'))
          } else {
            send('id: 2\ndata: two\n\nevent: done\ndata:\n\n')
            controller.close()
          }
        },
      })
      return new HttpResponse(body, { headers })
    }),
  )
  const got: string[] = []
  const stream = createEventStream('https://example.com/chat', {
    body: { prompt: 'hi' },
    resumable: true,
    until: 'done',
    retry: { base: 1 },
  })
  for await (const { type, data } of stream) {
    if (type === 'message') {
      got.push(data)
    }
  }
  expect(got).toEqual(['one', 'two'])
  expect(asked).toEqual([
    ['POST', null, { prompt: 'hi' }],
    ['POST', '1', { prompt: 'hi' }],
  ])
})
