// better-sse's own Node connection fails the first of these; that is why ours exists.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSession } from 'better-sse'
import { expect, onTestFinished, test, vi } from 'vitest'
import { ResponseConnection } from '../src/stream/response-connection.ts'

async function accept(
  method: 'GET' | 'POST',
): Promise<{ req: IncomingMessage; res: ServerResponse; leave: () => void }> {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  const client = new AbortController()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const body = method === 'POST' ? { body: '{}' } : {}
  fetch(url, { method, ...body, signal: client.signal }).catch(() => {})
  const [req, res] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
  return { req, res, leave: () => client.abort() }
}

test('connection: reading the whole body of a POST does not end it, the client does', async () => {
  const { req, res, leave } = await accept('POST')
  const connection = new ResponseConnection(req, res)
  req.resume()
  await once(req, 'close')
  const session = await createSession(connection, { retry: null, keepAlive: null })
  expect([connection.closed.aborted, session.isConnected]).toEqual([false, true])
  leave()
  await once(connection.closed, 'abort')
  expect(session.isConnected).toBe(false)
})

test('connection: a client gone before the head is sent leaves no heartbeat behind', async () => {
  const started = vi.spyOn(globalThis, 'setInterval')
  const stopped = vi.spyOn(globalThis, 'clearInterval')
  onTestFinished(() => {
    vi.restoreAllMocks()
  })
  const { req, res } = await accept('GET')
  const connection = new ResponseConnection(req, res)
  const session = createSession(connection, { retry: null, keepAlive: 7_654 })
  res.destroy()
  await session
  await (connection.closed.aborted || once(connection.closed, 'abort'))
  const call = started.mock.calls.findIndex(([, delay]) => delay === 7_654)
  const heartbeat = started.mock.results[call]?.value as unknown
  expect(heartbeat).toBeDefined()
  expect(stopped.mock.calls.map(([timer]) => timer)).toContain(heartbeat)
})

test('connection: a client that does not read holds the sender up until it leaves', async () => {
  const { req, res, leave } = await accept('GET')
  const connection = new ResponseConnection(req, res)
  connection.sendHead()
  const chunk = 'x'.repeat(1_000_000)
  while (!res.writableNeedDrain) {
    connection.sendChunk(chunk)
  }
  const order: string[] = []
  const drained = connection.drained().then(() => order.push('drained'))
  connection.closed.addEventListener('abort', () => order.push('closed'))
  leave()
  await drained
  expect(order).toEqual(['closed', 'drained'])
})
