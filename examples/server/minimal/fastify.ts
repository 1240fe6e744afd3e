// Fastify: GET /events streams, POST /events appends its body.
import type { Server } from 'node:http'
import { Readable } from 'node:stream'
import fastify from 'fastify'
import type { Log } from './log.ts'

export async function createFastifyServer(log: Log, heartbeat?: number): Promise<Server> {
  const app = fastify()
  app.get('/events', async (req, reply) => {
    const left = new AbortController()
    reply.raw.once('close', () => left.abort())
    const lastEventId = String(req.headers['last-event-id'] ?? '')
    reply.header('content-type', 'text/event-stream').header('cache-control', 'no-store')
    return await reply.send(Readable.from(log.follow(lastEventId, left.signal, heartbeat)))
  })
  app.post<{ Body: string }>('/events', async (req, reply) => {
    log.append(req.body)
    return await reply.code(204).send()
  })
  await app.ready()
  return app.server
}
