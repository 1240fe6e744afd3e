// Promises 2, 8, 12 and 14 in real Chromium, on two real origins: what travels, what does not, and what is left.
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBrowser, type TestBrowser } from './support/browser.ts'
import type { follow as followInPage } from './support/page-script.ts'
import type { Arrival, Site } from './support/site.ts'

declare const follow: typeof followInPage

let browser: TestBrowser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

const data = (page: Page): Promise<string[]> => page.evaluate(() => followed.data)
const errors = (page: Page): Promise<object[]> =>
  page.evaluate(() => followed.errors.map((error) => Object.assign({}, error)))
const urlOf = ({ port }: Site, path: string, name = 'page.test'): string => `http://${name}:${port}${path}`
const redirect = ({ response }: Arrival, status: number, location: string): void =>
  void response.writeHead(status, { location, 'access-control-allow-origin': '*' }).end()

describe('redirects', () => {
  const confidential = [
    { with: 'headers', options: { headers: { 'x-api-key': 'secret' } } },
    { with: 'a body', options: { body: { prompt: 'secret' }, resumable: true } },
  ]
  for (const { with: what, options } of confidential) {
    test.each([302, 307])(
      `request with ${what}: %i to another origin is refused, and nothing arrives there`,
      async (status) => {
        const [site, other] = await Promise.all([browser.startPages(), browser.startPages()])
        const page = await browser.openPage(site)
        await page.evaluate((given) => {
          globalThis.followed = follow('/stream', given)
        }, options)
        redirect(await site.next(), status, urlOf(other, '/stolen', 'other.test'))
        expect(await page.evaluate(async () => (await followed.stream.done).reason)).toBe('failed')
        expect(await errors(page)).toMatchObject([{ code: 'redirect-refused', location: undefined }])
        expect(await page.evaluate(() => followed.errors[0]?.message)).toContain("redirect: 'follow'")
        expect([site.arrivals.length, other.arrivals.length]).toEqual([1, 0])
      },
    )
  }

  test("request with headers: redirect: 'follow' is the caller's choice", async () => {
    const site = await browser.startPages()
    const page = await browser.openPage(site)
    await page.evaluate(() => {
      globalThis.followed = follow('/stream', { headers: { 'x-api-key': 'mine' }, redirect: 'follow' })
    })
    redirect(await site.next(), 307, '/moved')
    const moved = await site.next()
    moved.open('data: there\n\n')
    await expect.poll(() => data(page)).toEqual(['there'])
    expect([moved.path, moved.headers['x-api-key']]).toEqual(['/moved', 'mine'])
  })

  test('request with nothing to hide: is followed to another origin', async () => {
    const [site, other] = await Promise.all([browser.startPages(), browser.startPages()])
    const page = await browser.openPage(site)
    await page.evaluate(() => {
      globalThis.followed = follow('/stream')
    })
    redirect(await site.next(), 302, urlOf(other, '/moved', 'other.test'))
    const moved = await other.next()
    moved.open('data: there\n\n', { 'access-control-allow-origin': '*' })
    await expect.poll(() => data(page)).toEqual(['there'])
  })
})

describe('another origin', () => {
  const allowed = { 'access-control-allow-origin': '*' }

  /** Follows a stream of another origin until its first event, which has an ID, then cuts it. */
  async function followUntilCut(): Promise<{ page: Page; other: Site; first: Arrival }> {
    const [site, other] = await Promise.all([browser.startPages(), browser.startPages()])
    const page = await browser.openPage(site)
    await page.evaluate(
      (url) => {
        globalThis.followed = follow(url)
      },
      urlOf(other, '/stream', 'other.test'),
    )
    const first = await other.next()
    first.open('id: 1\ndata: one\n\n', allowed)
    await expect.poll(() => data(page)).toEqual(['one'])
    first.response.destroy()
    return { page, other, first }
  }

  test('resume that CORS forbids: the error says which header the server must allow', async () => {
    const { page, other, first } = await followUntilCut()
    expect([first.method, first.lastEventId]).toEqual(['GET', ''])
    const preflight = await other.next()
    expect([preflight.method, preflight.headers['access-control-request-headers']]).toEqual([
      'OPTIONS',
      'last-event-id',
    ])
    preflight.response.writeHead(204, allowed).end()
    await expect.poll(async () => (await errors(page)).length).toBeGreaterThan(1)
    const [cut, refused] = await errors(page)
    expect(cut).toMatchObject({ code: 'connection-lost' })
    expect(refused).toMatchObject({
      code: 'request-failed',
      hint: expect.stringContaining('Access-Control-Allow-Headers: Last-Event-ID') as string,
    })
    expect(await page.evaluate(() => followed.errors[1]?.message)).toContain(
      'Access-Control-Expose-Headers: Retry-After',
    )
    // Whatever came since: no request with the header was let through.
    expect(new Set(other.arrivals.slice(1).map(({ method }) => method))).toEqual(new Set(['OPTIONS']))
  })

  test('resume that CORS allows: goes on', async () => {
    const { page, other } = await followUntilCut()
    const preflight = await other.next()
    preflight.response.writeHead(204, { ...allowed, 'access-control-allow-headers': 'Last-Event-ID' }).end()
    const second = await other.next()
    expect(second.lastEventId).toBe('1')
    second.open('id: 2\ndata: two\n\n', allowed)
    await expect.poll(() => data(page)).toEqual(['one', 'two'])
  })

  test.each([
    [{}, 0],
    [{ 'access-control-expose-headers': 'Retry-After' }, 30],
  ])('Retry-After with %o: is honoured where the server exposes it', async (more, seconds) => {
    const [site, other] = await Promise.all([browser.startPages(), browser.startPages()])
    const page = await browser.openPage(site)
    await page.evaluate(
      (url) => {
        globalThis.followed = follow(url)
      },
      urlOf(other, '/stream', 'other.test'),
    )
    const { response } = await other.next()
    response.writeHead(503, { ...allowed, ...more, 'retry-after': '30' }).end()
    await expect.poll(async () => (await errors(page)).length).toBe(1)
    expect(await errors(page)).toMatchObject([{ status: 503, retryAfter: seconds === 0 ? undefined : 30_000 }])
  })
})

describe('position', () => {
  test.each(['ключ', '消息-2', '🚀', 'é', 'a b'])('%s: travels as UTF-8', async (id) => {
    const site = await browser.startPages()
    const page = await browser.openPage(site)
    await page.evaluate(() => {
      globalThis.followed = follow('/stream')
    })
    const first = await site.next()
    first.open(`id: ${id}\ndata: one\n\n`)
    await expect.poll(() => data(page)).toEqual(['one'])
    first.response.end()
    expect((await site.next()).lastEventId).toBe(id)
  })
})

describe('sockets', () => {
  test.each(['connecting', 'open', 'waiting'])(
    'close() while %s: none is left, and nothing comes after',
    async (phase) => {
      const site = await browser.startPages()
      const page = await browser.openPage(site)
      await page.evaluate(() => {
        globalThis.followed = follow('/stream', { retry: { base: 60_000 } })
      })
      const first = await site.next()
      if (phase !== 'connecting') {
        first.open('data: one\n\n')
      }
      if (phase === 'waiting') {
        first.response.end()
      }
      await expect.poll(() => page.evaluate(() => followed.stream.state.phase)).toBe(phase)
      await page.evaluate(() => followed.stream.close())
      await first.over
      await site.idle()
      expect([site.sockets.size, site.arrivals.length]).toEqual([0, 1])
    },
  )

  test('break: releases the socket', async () => {
    const site = await browser.startPages()
    const page = await browser.openPage(site)
    const looped = page.evaluate(async () => {
      globalThis.followed = follow('/stream')
      for await (const event of followed.stream) {
        followed.stream.close()
        return event.data
      }
      return undefined
    })
    const first = await site.next()
    first.open('data: one\n\ndata: two\n\n')
    expect(await looped).toBe('one')
    await first.over
    await site.idle()
  })

  test('seventh stream over HTTP/1.1: its error says why browsers hold it back', async () => {
    const site = await browser.startPages()
    const page = await browser.openPage(site)
    await page.evaluate(() => {
      for (let stream = 0; stream < 6; stream++) {
        follow('/stream')
      }
    })
    for (let stream = 0; stream < 6; stream++) {
      const arrival = await site.next()
      arrival.open()
    }
    await page.evaluate(async () => {
      globalThis.followed = follow('/stream', { connectTimeout: 500, retry: { limit: 0 } })
      await followed.stream.done
    })
    expect(await errors(page)).toMatchObject([{ code: 'connect-timeout', timeout: 500 }])
    expect(await page.evaluate(() => followed.errors[0]?.message)).toContain('seventh')
    expect(site.arrivals).toHaveLength(6)
  })
})
