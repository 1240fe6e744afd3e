// A real server on a free port with a data folder of its own, and the requests every test makes of it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import type { EventLog } from '../../src/log/event-log.ts'
import { createFanOut, type FanOut } from '../../src/log/fan-out.ts'
import { openFileLog } from '../../src/log/file-log.ts'
import { startServer, type ServerSeams } from '../../src/server.ts'
import { readEvents, type EventReader } from './event-reader.ts'

export interface TestServer extends AsyncDisposable {
  readonly url: string
  readonly log: EventLog
  /** What the trouble routes asked the process to do. */
  readonly fates: readonly ('kill' | 'restart')[]
  /** Resolves once `total` readers came and `left` of them, all by default, have left again. */
  allGivenBack(total: number, left?: number): Promise<void>
}

export function dataDir(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), 'linefeed-server-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

export async function startTestServer(
  env: Record<string, string> = {},
  seams: Pick<ServerSeams, 'schedule'> = {},
): Promise<TestServer> {
  const dir = dataDir()
  const config = readConfig({ PORT: '0', DATA_DIR: dir.path, ...env })
  const log = openFileLog(join(dir.path, 'events.jsonl'), { keep: config.historySize })
  const counted = countReaders(createFanOut(log))
  const fates: ('kill' | 'restart')[] = []
  const server = await startServer(config, {
    kill: () => fates.push('kill'),
    restart: () => fates.push('restart'),
    log,
    fanOut: counted.fanOut,
    ...seams,
  })
  return {
    url: server.url,
    log,
    fates,
    allGivenBack: counted.allGivenBack,
    [Symbol.asyncDispose]: async () => {
      await server.close()
      dir[Symbol.dispose]()
    },
  }
}

export interface SignedIn {
  readonly token: string
  readonly cookie: string
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  get(path: string): Promise<Response>
  /** The user's stream by POST and token. */
  follow(lastEventId?: string, body?: object): Promise<EventReader>
  /** The user's stream by GET and cookie, as native EventSource asks for it. */
  followByCookie(lastEventId?: string, query?: string): Promise<EventReader>
}

export async function signIn(url: string, user: string): Promise<SignedIn> {
  const response = await postJson(`${url}/sign-in`, { user })
  const { token } = (await response.json()) as { token: string }
  const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';')
  const position = (lastEventId: string | undefined) => (lastEventId ? { 'last-event-id': lastEventId } : {})
  const authorization = `Bearer ${token}`
  return {
    token,
    cookie,
    post: async (path, body = {}, headers = {}) => await postJson(`${url}${path}`, body, { authorization, ...headers }),
    get: async (path) => await fetch(`${url}${path}`, { headers: { authorization } }),
    follow: async (lastEventId, body = {}) =>
      await readEvents(`${url}/me/events`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', authorization, ...position(lastEventId) },
      }),
    followByCookie: async (lastEventId, query = '') =>
      await readEvents(`${url}/me/events${query}`, { headers: { cookie, ...position(lastEventId) } }),
  }
}

export async function postJson(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return await fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
}

function countReaders(fanOut: FanOut) {
  let made = 0
  let givenBack = 0
  let onGivenBack: () => unknown = () => {}
  return {
    allGivenBack: async (total: number, left?: number) => {
      await new Promise<void>((resolve) => {
        onGivenBack = () => made >= total && givenBack >= (left ?? made) && resolve()
        onGivenBack()
      })
    },
    fanOut: {
      ...fanOut,
      read: async (topics, onEvent) => {
        const reading = await fanOut.read(topics, onEvent)
        made += 1
        return {
          ...reading,
          leave: () => {
            reading.leave()
            givenBack += 1
            onGivenBack()
          },
        }
      },
    } satisfies FanOut,
  }
}
