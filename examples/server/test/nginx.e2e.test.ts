// The recommended nginx.conf in a real nginx: what it must let pass, and what it must cut.
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium } from 'playwright'
import { describe, expect, test } from 'vitest'
import { chromiumLaunchOptions } from '../../../tooling/browser/find-browser.ts'
import { whyWithout } from '../../../tooling/debian/find-service.ts'
import { startNginx } from './support/nginx.ts'
import { signIn, startTestServer } from './support/test-server.ts'

const nobody = 'http://127.0.0.1:1'
const toHeader = (id: string) => Buffer.from(id).toString('latin1')

/** A server that says nothing of buffering and leaves the response to the test. */
async function startBare() {
  const responses: ServerResponse[] = []
  const server = createServer((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' })
    responses.push(res)
    res.write('data: 1\n\n')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    responses,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

describe.skipIf((whyWithout('nginx') ?? whyWithout('openssl')) !== undefined)('nginx.conf', () => {
  // nginx speaks HTTP/1.0 to processes by default, and that is where buffering holds events back.
  test.each(['proxy_http_version 1.1', 'proxy_http_version 1.0'])(
    'buffering: with %s each event passes at once, also of a server that does not ask for it',
    async (version) => {
      await using server = await startBare()
      await using nginx = await startNginx({ processes: [server.url], instead: { 'proxy_http_version 1.1': version } })
      const response = await fetch(`${nginx.url}/me/events`)
      const reader = response.body?.getReader()
      const read = async () => new TextDecoder().decode((await reader?.read())?.value)
      expect(await read()).toBe('data: 1\n\n')
      server.responses[0]?.write('data: 2\n\n')
      expect(await read()).toBe('data: 2\n\n')
      await reader?.cancel()
    },
  )

  test('Last-Event-ID: passes as its UTF-8 bytes', async () => {
    await using server = await startTestServer()
    await using nginx = await startNginx({ processes: [server.url] })
    const alice = await signIn(nginx.url, 'alice')
    await using stream = await alice.follow(toHeader('ключ-🐟'))
    const [welcome] = await stream.take(1)
    expect(JSON.parse(welcome?.data ?? '')).toMatchObject({ user: 'alice', resumedFrom: 'ключ-🐟' })
  })

  test('a client that leaves: the process hears of it', async () => {
    await using server = await startTestServer()
    await using nginx = await startNginx({ processes: [server.url] })
    const stream = await (await signIn(nginx.url, 'alice')).follow()
    await stream.take(1)
    stream.close()
    await server.allGivenBack(1)
    expect(stream.response.status).toBe(200)
  })

  test('processes that are down: the request goes to one that is up, POST included', async () => {
    await using server = await startTestServer()
    await using nginx = await startNginx({ processes: [nobody, nobody, server.url] })
    const alice = await signIn(nginx.url, 'alice')
    await using stream = await alice.follow()
    expect((await alice.post('/users/alice/notify', { text: 'here' })).status).toBe(201)
    const [, event] = await stream.take(2)
    expect(event?.event).toBe('notification')
  })

  test('quiet streams: heartbeats keep them past the timeout, without heartbeats they are cut', async () => {
    const instead = { 'proxy_read_timeout 45s': 'proxy_read_timeout 1s' }
    await using beating = await startTestServer({ HEARTBEAT_MS: '300' })
    await using silent = await startTestServer({ HEARTBEAT_MS: '60000' })
    await using toBeating = await startNginx({ processes: [beating.url], instead })
    await using toSilent = await startNginx({ processes: [silent.url], instead })
    await using kept = await (await signIn(toBeating.url, 'alice')).follow()
    await using lost = await (await signIn(toSilent.url, 'alice')).follow()
    expect(await lost.readToEnd()).toBe('cut')
    await kept.until(() => kept.comments.length === 5)
    expect(kept.text).toMatch(/^event:welcome\n/)
  })

  test('answers: the Idempotency-Key leads a resume to the process that generates', async () => {
    const env = { TOKEN_SECRET: '7'.repeat(64) }
    await using one = await startTestServer(env)
    await using two = await startTestServer(env)
    await using nginx = await startNginx({ processes: [one.url], answers: [one.url, two.url, two.url] })
    const alice = await signIn(nginx.url, 'alice')
    const body = { stream: true, messages: [{ role: 'user', content: 'Why?' }] }
    const ask = async (key: string, lastEventId = '') =>
      await alice.post('/v1/messages', body, { 'idempotency-key': key, 'last-event-id': lastEventId })
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const first = await ask(key)
      const id = first.headers.get('x-answer-id') ?? ''
      await first.body?.cancel()
      const resumed = await ask(key, `${id}-0`)
      await resumed.body?.cancel()
      expect([key, resumed.status, resumed.headers.get('x-answer-id')]).toEqual([key, 200, id])
    }
  })

  test('HTTP/2: ten streams in one tab, and the next request is not kept waiting', async () => {
    await using server = await startTestServer()
    await using nginx = await startNginx({ processes: [server.url] })
    const browser = await chromium.launch(chromiumLaunchOptions())
    try {
      const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage()
      await page.goto(`${nginx.secureUrl}/users`)
      const seen = await page.evaluate(async () => {
        const headers = { 'content-type': 'application/json' }
        await fetch('/sign-in', { method: 'POST', headers, body: '{"user":"alice"}' })
        const welcomes = Array.from(
          { length: 10 },
          async (_, index) =>
            await new Promise<void>((resolve) => {
              new EventSource(`/me/events?client=tab-${index}`).addEventListener('welcome', () => resolve())
            }),
        )
        await Promise.all(welcomes)
        const { status } = await fetch('/quotes/symbols')
        const [document] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
        return [welcomes.length, status, document?.nextHopProtocol]
      })
      expect(seen).toEqual([10, 200, 'h2'])
    } finally {
      await browser.close()
    }
  })
})
