// Native `node:http`: GET /events streams, POST /events appends its body.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import type { Log } from './log.ts'

export async function createNodeServer(log: Log, heartbeat?: number): Promise<Server> {
  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (req.url === '/events' && req.method === 'GET') {
      const left = new AbortController()
      res.once('close', () => left.abort())
      res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      const lastEventId = String(req.headers['last-event-id'] ?? '')
      // Rejects when the client leaves, which is no failure.
      await pipeline(log.follow(lastEventId, left.signal, heartbeat), res).catch(() => {})
    } else if (req.url === '/events' && req.method === 'POST') {
      log.append(await text(req))
      res.writeHead(204).end()
    } else {
      res.writeHead(404).end()
    }
  }
  return createServer((req, res) => {
    answer(req, res).catch(() => res.destroy())
  })
}
