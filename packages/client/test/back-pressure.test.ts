// A slow loop slows down a real server: its socket fills, its `write` says so, and nothing is lost.
import { createEventStream } from '@linefeed/client'
import { expect, test } from 'vitest'
import { serve } from './support/server.ts'

const total = 40_000
const padding = 'x'.repeat(1_000)

test('slow loop: the server is held up long before it has sent everything, and the loop gets everything', async () => {
  let sent = 0
  let heldUpAt: number | undefined
  const server = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const write = (): void => {
      while (sent < total) {
        sent++
        if (!response.write(`id: ${sent}\ndata: ${sent} ${padding}\n\n`)) {
          return
        }
      }
      response.end('event: bye\ndata:\n\n')
    }
    response.on('drain', write)
    write()
  })
  const iterator = createEventStream(server.origin, { until: 'bye' })[Symbol.asyncIterator]()
  await iterator.next()
  // The server writes on until the socket is full: wait until it has stopped.
  while (heldUpAt !== sent) {
    heldUpAt = sent
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  expect(heldUpAt).toBeLessThan(total / 2)
  let expected = 1
  for await (const { data } of { [Symbol.asyncIterator]: () => iterator }) {
    expected++
    if (data !== `${expected} ${padding}`) {
      break
    }
  }
  expect([sent, expected]).toEqual([total, total + 1])
})
