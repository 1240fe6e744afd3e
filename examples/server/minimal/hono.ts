// Hono: GET /events streams, POST /events appends its body. The app runs wherever Hono does; here on Node.
import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import type { Log } from './log.ts'

export async function createHonoServer(log: Log, heartbeat?: number): Promise<Server> {
  const app = new Hono()
  app.get('/events', (c) => {
    c.header('content-type', 'text/event-stream')
    c.header('cache-control', 'no-store')
    return stream(c, async (response) => {
      const left = new AbortController()
      response.onAbort(() => left.abort())
      for await (const text of log.follow(c.req.header('last-event-id') ?? '', left.signal, heartbeat)) {
        await response.write(text)
      }
    })
  })
  app.post('/events', async (c) => {
    log.append(await c.req.text())
    return c.body(null, 204)
  })
  return createAdaptorServer({ fetch: app.fetch }) as Server
}
