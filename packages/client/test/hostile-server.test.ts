// Servers that misbehave, over real sockets: what a client makes of them, and that nothing is left of it.
import type { RequestListener, ServerResponse } from 'node:http'
import { createEventStream, type EventStreamOptions, type StreamEnd } from '@linefeed/client'
import { describe, expect, test } from 'vitest'
import { serve } from './support/server.ts'

const eventStream = { 'content-type': 'text/event-stream' }

interface Visit {
  readonly end: StreamEnd
  readonly data: string[]
  readonly codes: string[]
  readonly requests: number
}

/** Follows a stream until it is over; every socket is closed when this resolves. */
async function visit(listener: RequestListener, options: EventStreamOptions<undefined> = {}): Promise<Visit> {
  let requests = 0
  const server = await serve((request, response) => {
    requests++
    listener(request, response)
  })
  const codes: string[] = []
  const data: string[] = []
  const stream = createEventStream(server.origin, {
    retry: { base: 1, cap: 1, limit: 2 },
    onError: ({ code }) => codes.push(code),
    ...options,
  })
  stream.on((event) => data.push(event.data))
  const end = await stream.done
  await server.idle()
  return { end, data, codes, requests }
}

const writeRaw = (response: ServerResponse, text: string): void => {
  response.socket?.write(text)
}

describe('answers that are not an event stream', () => {
  const permanent: [name: string, listener: RequestListener, facts: object][] = [
    [
      'HTML',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      { code: 'content-type', contentType: 'text/html' },
    ],
    [
      'no content type',
      (_, response) => response.writeHead(200).end('data: x\n\n'),
      { code: 'content-type', contentType: null },
    ],
    ['401', (_, response) => response.writeHead(401).end('no'), { code: 'http-status', status: 401 }],
    ['404', (_, response) => response.writeHead(404).end('no'), { code: 'http-status', status: 404 }],
    ['204', (_, response) => response.writeHead(204).end(), { code: 'http-status', status: 204 }],
  ]
  test.each(permanent)('%s: one request, a typed error that says what came', async (_name, listener, facts) => {
    const { end, requests } = await visit(listener)
    expect(end).toMatchObject({ reason: 'failed', error: facts })
    expect(end.reason === 'failed' && end.error.message).toMatch(/^Cannot open event stream: .*, got /)
    expect(requests).toBe(1)
  })

  test('endless 401: headers are asked once more, and no third time', async () => {
    const asked: unknown[] = []
    const { requests } = await visit((_, response) => response.writeHead(401).end(), {
      headers: ({ failure }) => {
        asked.push(failure?.code)
        return { authorization: 'Bearer old' }
      },
    })
    expect([requests, asked]).toEqual([2, [undefined, 'http-status']])
  })
})

describe('responses that break', () => {
  const broken: [name: string, listener: RequestListener, codes: string[]][] = [
    [
      'reset before headers',
      (request) => request.socket.resetAndDestroy(),
      ['request-failed', 'request-failed', 'request-failed'],
    ],
    [
      'cut in the headers',
      (_, response) => {
        writeRaw(response, 'HTTP/1.1 200 OK\r\ncontent-ty')
        response.socket?.end()
      },
      ['request-failed', 'request-failed', 'request-failed'],
    ],
    [
      'garbage',
      (_, response) => {
        writeRaw(response, 'no HTTP at all\r\n\r\n')
        response.socket?.end()
      },
      ['request-failed', 'request-failed', 'request-failed'],
    ],
    [
      'reset in the body',
      (_, response) => {
        response.writeHead(200, eventStream)
        response.write('data: x\n\ndata: tor', () => response.socket?.resetAndDestroy())
      },
      ['connection-lost', 'connection-lost', 'connection-lost'],
    ],
    [
      'truncated chunked encoding',
      (_, response) => {
        writeRaw(
          response,
          'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n9\r\ndata: x\n\n\r\nff\r\ndata: to',
        )
        response.socket?.end()
      },
      ['connection-lost', 'connection-lost', 'connection-lost'],
    ],
    [
      'less than content-length',
      (_, response) => {
        writeRaw(
          response,
          'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 99\r\n\r\ndata: x\n\n',
        )
        response.socket?.end()
      },
      ['connection-lost', 'connection-lost', 'connection-lost'],
    ],
    [
      '200 with nothing',
      (_, response) => response.writeHead(200, eventStream).end(),
      ['ended-empty', 'ended-empty', 'ended-empty'],
    ],
    [
      'comments and nothing else',
      (_, response) => response.writeHead(200, eventStream).end(': hello\n\nretry: 0\n\n'),
      ['ended-empty', 'ended-empty', 'ended-empty'],
    ],
  ]
  test.each(broken)('%s: is tried again as often as allowed, and leaves no socket', async (_name, listener, codes) => {
    const visited = await visit(listener)
    expect(visited.codes).toEqual(codes)
    expect(visited.requests).toBe(3)
    expect(visited.end.reason).toBe('failed')
    expect(new Set(visited.data)).toEqual(new Set(codes[0] === 'connection-lost' ? ['x'] : []))
  })
})

describe('servers that do not stop, or say nothing', () => {
  test('endless line: a permanent error, without keeping the line', async () => {
    const { end, requests } = await visit(
      (_, response) => {
        response.writeHead(200, eventStream)
        const write = (): void => {
          while (!response.destroyed && response.write('x'.repeat(65_536))) {
            // Until the socket is full.
          }
        }
        response.on('drain', write)
        write()
      },
      { maxEventSize: 1024 * 1024 },
    )
    expect(end).toMatchObject({ reason: 'failed', error: { code: 'event-too-large', maxEventSize: 1024 * 1024 } })
    expect(requests).toBe(1)
  })

  test('half-open silence: idleTimeout lets go of the socket and tries again', async () => {
    const { codes, requests } = await visit((_, response) => response.writeHead(200, eventStream).flushHeaders(), {
      idleTimeout: 20,
    })
    expect([codes, requests]).toEqual([['idle-timeout', 'idle-timeout', 'idle-timeout'], 3])
  })

  test('no answer: connectTimeout lets go of the socket and tries again', async () => {
    const { codes, requests } = await visit(() => {}, { connectTimeout: 20 })
    expect([codes, requests]).toEqual([['connect-timeout', 'connect-timeout', 'connect-timeout'], 3])
  })

  test('slow loris: bytes one by one keep the connection, eventTimeout does not', async () => {
    const { codes, data } = await visit(
      (_, response) => {
        response.writeHead(200, eventStream)
        const timer = setInterval(() => response.write(':'), 5)
        response.on('close', () => clearInterval(timer))
      },
      { idleTimeout: 2_000, eventTimeout: 50, retry: { base: 1, cap: 1, limit: 0 } },
    )
    expect([codes, data]).toEqual([['event-timeout'], []])
  })

  test('accepts and drops, with the defaults: three requests in the first second at most', async () => {
    const times: number[] = []
    const server = await serve((_, response) => {
      times.push(performance.now())
      response.writeHead(200, eventStream).end('retry: 0\ndata: x\n\n')
    })
    const stream = createEventStream(server.origin, {
      platform: { random: () => 0 },
      retry: ({ delay }) => (times.length < 4 ? delay : undefined),
    })
    stream.open()
    await stream.done
    const [first = 0] = times
    expect(times.filter((time) => time < first + 1_000).length).toBeLessThanOrEqual(3)
  })
})
