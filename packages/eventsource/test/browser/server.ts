// The page, its script, and the endpoints that the behaviours ask; the same on two origins. Knows HTTP, nothing of browsers.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { build } from 'esbuild'

export interface Site {
  readonly home: string
  readonly abroad: string
  close(): Promise<void>
}

type Endpoint = (asked: URLSearchParams, response: ServerResponse, request: IncomingMessage) => void

/** How often each id was asked for. */
const counts = new Map<string, number>()
/** What is left to do when the request of an id is let go. */
const leaving = new Map<string, { promise: Promise<void>; resolve: () => void }>()

function count(asked: URLSearchParams): number {
  const id = asked.get('id') ?? ''
  const next = (counts.get(id) ?? 0) + 1
  counts.set(id, next)
  return next
}

function leave(asked: URLSearchParams): { promise: Promise<void>; resolve: () => void } {
  const id = asked.get('id') ?? ''
  let known = leaving.get(id)
  if (!known) {
    let done = (): void => {}
    known = { promise: new Promise((settle) => (done = settle)), resolve: () => done() }
    leaving.set(id, known)
  }
  return known
}

function startStream(response: ServerResponse, type = 'text/event-stream'): ServerResponse {
  if (type !== 'none') {
    response.setHeader('content-type', type)
  }
  return response.writeHead(200)
}

const json = (response: ServerResponse, value: unknown): void =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))

const endpoints: Record<string, Endpoint> = {
  '/'(_, response) {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><script src="/suite.js"></script>')
  },
  '/message'(asked, response) {
    const end = asked.get('newline') === 'none' ? '' : '\n\n'
    startStream(response, asked.get('mime') ?? undefined).end((asked.get('message') ?? '') + end)
  },
  '/header'(asked, response, request) {
    const value = request.headers[asked.get('name') ?? '']
    startStream(response).end(`data: ${value === undefined ? 'null' : String(value)}\n\n`)
  },
  '/position'(asked, response, request) {
    const position = request.headers['last-event-id']
    const text =
      typeof position === 'string'
        ? `data: ${Buffer.from(position, 'latin1').toString('utf8')}\n\n`
        : `id: ${asked.get('value') ?? ''}\nretry: 400\ndata: hello\n\n`
    startStream(response).end(text)
  },
  '/held'(asked, response) {
    startStream(response).write('data: x\n\n')
    response.on('close', leave(asked).resolve)
  },
  '/left'(asked, response) {
    void leave(asked).promise.then(() => json(response, true))
  },
  '/count'(asked, response) {
    count(asked)
    startStream(response).end('retry: 100\ndata: x\n\n')
  },
  '/counted'(asked, response) {
    json(response, counts.get(asked.get('id') ?? '') ?? 0)
  },
  '/reset'(asked, response) {
    if (count(asked) === 1) {
      startStream(response).write('retry: 400\ndata: x\n\n', () => setTimeout(() => response.destroy(), 50))
    } else {
      startStream(response).end('data: y\n\n')
    }
  },
  '/reconnect'(asked, response) {
    if (count(asked) === 1) {
      startStream(response).end('retry: 400\ndata: x\n\n')
    } else {
      response.writeHead(Number(asked.get('status')), { 'content-type': 'text/event-stream' })
      response.end(asked.get('status') === '200' ? 'data: y\n\n' : undefined)
    }
  },
  '/redirect'(asked, response) {
    count(asked)
    response.writeHead(Number(asked.get('status')), { location: asked.get('to') ?? '' }).end()
  },
  '/status'(asked, response) {
    response.writeHead(Number(asked.get('status')), { 'content-type': 'text/event-stream' }).end()
  },
  '/cookie'(_, response) {
    response.writeHead(204, { 'set-cookie': 'crumb=1; Path=/' }).end()
  },
}

/** What the browser asks of CORS: who may read, and whether a position may be sent. */
function allow(asked: URLSearchParams, response: ServerResponse, request: IncomingMessage): void {
  const { origin } = request.headers
  const cors = asked.get('cors') ?? (request.url?.startsWith('/cookie') ? 'credentials' : undefined)
  if (cors !== undefined && origin !== undefined) {
    response.setHeader('access-control-allow-origin', cors === '*' ? '*' : origin)
    if (cors === 'credentials') {
      response.setHeader('access-control-allow-credentials', 'true')
    }
    if (asked.has('preflight')) {
      response.setHeader('access-control-allow-headers', 'last-event-id')
    }
  }
}

export async function serveSite(): Promise<Site> {
  const script = await bundle()
  const listen = async (): Promise<[Server, string]> => {
    const server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x')
      allow(searchParams, response, request)
      if (request.method === 'OPTIONS') {
        response.writeHead(204).end()
      } else if (pathname === '/suite.js') {
        response.writeHead(200, { 'content-type': 'text/javascript' }).end(script)
      } else {
        const endpoint = endpoints[pathname]
        if (endpoint) {
          endpoint(searchParams, response, request)
        } else {
          response.writeHead(404).end()
        }
      }
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    return [server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`]
  }
  const [[server, home], [other, abroad]] = await Promise.all([listen(), listen()])
  const close = (one: Server): Promise<void> =>
    new Promise((done) => {
      one.close(() => done())
      one.closeAllConnections()
    })
  return { home, abroad, close: async () => void (await Promise.all([close(server), close(other)])) }
}

async function bundle(): Promise<string> {
  const root = resolve(import.meta.dirname, '../../../..')
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, 'suite.ts')],
    tsconfig: resolve(root, 'tsconfig.src.json'),
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}
