import { setupServer } from 'msw-2/node'
import { HttpHandler } from 'msw-2'
import { afterAll, beforeAll, describe, vi } from 'vitest'
import { mockEventStream } from '../src/index.ts'
import { testDoor, type ChatEvents } from './support/doors.ts'

vi.mock('msw', async () => await import('msw-2'))

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())

describe('msw 2', () => {
  testDoor({
    open(url, options) {
      const chat = mockEventStream<ChatEvents>(url, options)
      // The types of both versions are installed here, and the kit's are those of msw 3; a project has one.
      const handler: unknown = chat.handler
      if (!(handler instanceof HttpHandler)) {
        throw new TypeError('Cannot test msw 2: the handler is one of its own, got another')
      }
      server.use(handler)
      return { chat, fetch: (...args) => fetch(...args) }
    },
    close: () => server.resetHandlers(),
  })
})
