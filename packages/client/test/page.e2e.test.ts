// Promise 7 in real Chromium: what a stream does while its page is left, hidden, frozen, offline, or quiet for minutes.
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startBrowser, type TestBrowser } from './support/browser.ts'
import type { follow as followInPage } from './support/page-script.ts'
import type { Site } from './support/site.ts'

declare const follow: typeof followInPage

let browser: TestBrowser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

const data = (page: Page): Promise<string[]> => page.evaluate(() => followed.data)
const phases = (page: Page): Promise<string[]> => page.evaluate(() => followed.phases)
const codes = (page: Page): Promise<string[]> => page.evaluate(() => followed.errors.map(({ code }) => code))
const codeOfEnd = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const end = await followed.stream.done
    return end.reason === 'failed' ? end.error.code : end.reason
  })
const live = ({ arrivals }: Site): number => arrivals.filter(({ isOver }) => !isOver).length

describe('back/forward cache', () => {
  test.each([
    ['freeze and pagehide', []],
    ['pagehide alone, as in browsers without a page lifecycle', ['freeze', 'resume']],
  ])('page that is left and comes back, told by %s: it lets go, then resumes exactly', async (_, unheard) => {
    const site = await browser.startPages()
    const page = await browser.openPage(site)
    await page.evaluate((types) => {
      for (const type of types) {
        document.addEventListener(type, (event) => event.stopImmediatePropagation(), { capture: true })
      }
      globalThis.followed = follow('/stream')
      addEventListener('pagehide', ({ persisted }) => followed.phases.push(`pagehide ${persisted}`))
      addEventListener('pageshow', ({ persisted }) => followed.phases.push(`pageshow ${persisted}`))
    }, unheard)
    const first = await site.next()
    first.open('id: 1\ndata: one\n\nid: 2\ndata: tw')
    await expect.poll(() => data(page)).toEqual(['one'])
    await page.evaluate(() => (location.href = '/elsewhere'))
    await first.over
    await site.idle()
    await page.waitForURL('**/elsewhere')
    // A page from the cache does not load again.
    await page.goBack({ waitUntil: 'commit' })
    const second = await site.next()
    expect(second.lastEventId).toBe('1')
    second.open('id: 2\ndata: two\n\n')
    await expect.poll(() => data(page)).toEqual(['one', 'two'])
    const seen = await phases(page)
    expect(seen.filter((entry) => entry.startsWith('page'))).toEqual(['pagehide true', 'pageshow true'])
    expect(seen.filter((entry) => !entry.startsWith('page'))).toEqual([
      'connecting',
      'open',
      'paused: left',
      'connecting',
      'open',
    ])
    expect([await codes(page), site.arrivals.length]).toEqual([[], 2])
  })

  test('page that is left during a request made only once: has failed when it comes back, and sends nothing', async () => {
    const site = await browser.startPages()
    const page = await browser.openPage(site)
    await page.evaluate(() => {
      globalThis.followed = follow('/stream', { body: { prompt: 'hi' } })
    })
    const first = await site.next()
    first.open('data: one\n\n')
    await expect.poll(() => data(page)).toEqual(['one'])
    await page.evaluate(() => (location.href = '/elsewhere'))
    await first.over
    await page.waitForURL('**/elsewhere')
    await page.goBack({ waitUntil: 'commit' })
    await expect.poll(() => phases(page)).toEqual(['connecting', 'open', 'closed'])
    expect(await codeOfEnd(page)).toBe('page-left')
    expect(site.arrivals.map(({ method }) => method)).toEqual(['POST'])
  })
})

describe('hidden', () => {
  test('page behind another tab: keeps its stream', async () => {
    const site = await browser.startPages()
    const page = await browser.openPage(site)
    await page.evaluate(() => {
      globalThis.followed = follow('/stream')
    })
    const first = await site.next()
    first.open()
    await hide(page)
    first.send('data: while hidden\n\n')
    await expect.poll(() => data(page)).toEqual(['while hidden'])
    await page.bringToFront()
    first.send('data: back\n\n')
    await expect.poll(() => data(page)).toEqual(['while hidden', 'back'])
    expect(site.arrivals).toHaveLength(1)
  })

  test("whenHidden: 'pause': lets go of the socket behind another tab, and resumes in front", async () => {
    const site = await browser.startPages()
    const page = await browser.openPage(site)
    await page.evaluate(() => {
      globalThis.followed = follow('/stream', { whenHidden: 'pause' })
    })
    const first = await site.next()
    first.open('id: 1\ndata: one\n\n')
    await expect.poll(() => data(page)).toEqual(['one'])
    await hide(page)
    await first.over
    await site.idle()
    await page.bringToFront()
    expect((await site.next()).lastEventId).toBe('1')
    expect(await phases(page)).toEqual(['connecting', 'open', 'paused: hidden', 'connecting'])
  })

  test("whenHidden: 'pause': opened behind another tab, sends nothing until it is in front", async () => {
    const site = await browser.startPages()
    const page = await browser.openPage(site)
    await hide(page)
    await page.evaluate(() => {
      globalThis.followed = follow('/stream', { whenHidden: 'pause' })
    })
    expect([await phases(page), site.arrivals]).toEqual([['paused: hidden'], []])
    await page.bringToFront()
    await site.next()
  })

  test.each(['connecting', 'open', 'waiting'])(
    'hide and show ten times in one task while %s: one live request',
    async (phase) => {
      const site = await browser.startPages()
      const page = await browser.openPage(site)
      await page.evaluate(() => {
        globalThis.followed = follow('/stream', { whenHidden: 'pause', retry: { base: 2_000 } })
      })
      const first = await site.next()
      if (phase !== 'connecting') {
        first.open('id: 1\ndata: one\n\n')
      }
      if (phase === 'waiting') {
        first.response.end()
      }
      const position = phase === 'connecting' ? '' : '1'
      await expect
        .poll(() => page.evaluate(() => [followed.stream.state.phase, followed.stream.lastEventId]))
        .toEqual([phase, position])
      await page.evaluate(() => {
        for (const visibilityState of Array.from({ length: 20 }, (_, turn) => (turn % 2 ? 'visible' : 'hidden'))) {
          Object.defineProperty(document, 'visibilityState', { configurable: true, value: visibilityState })
          document.dispatchEvent(new Event('visibilitychange'))
        }
      })
      const second = await site.next()
      await first.over
      second.open('id: 2\ndata: two\n\n')
      await expect.poll(async () => (await data(page)).at(-1)).toBe('two')
      expect([second.lastEventId, live(site), site.arrivals.length]).toEqual([position, 1, 2])
    },
  )
})

describe('frozen', () => {
  test('page that is frozen: lets go, sends nothing until it is thawed, then resumes', async () => {
    const site = await browser.startPages()
    const page = await browser.openPage(site)
    await page.evaluate(() => {
      globalThis.followed = follow('/stream')
    })
    const first = await site.next()
    first.open('id: 1\ndata: one\n\n')
    await expect.poll(() => data(page)).toEqual(['one'])
    const devtools = await browser.context.newCDPSession(page)
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
    await first.over
    await site.idle()
    expect(site.arrivals).toHaveLength(1)
    await devtools.send('Page.setWebLifecycleState', { state: 'active' })
    expect((await site.next()).lastEventId).toBe('1')
    expect(await phases(page)).toEqual(['connecting', 'open', 'paused: left', 'connecting'])
  })
})

describe('offline', () => {
  test('network that goes and comes back: the stream waits without a request, then resumes', async () => {
    const site = await browser.startPages()
    const page = await browser.openPage(site)
    await page.evaluate(() => {
      globalThis.followed = follow('/stream')
    })
    const first = await site.next()
    first.open('id: 1\ndata: one\n\n')
    await expect.poll(() => data(page)).toEqual(['one'])
    onTestFinished(() => browser.context.setOffline(false))
    await browser.context.setOffline(true)
    first.response.destroy()
    await expect.poll(async () => (await phases(page)).at(-1)).toBe('paused: offline')
    await browser.context.setOffline(false)
    const second = await site.next()
    expect(second.lastEventId).toBe('1')
    expect([await codes(page), site.arrivals.length]).toEqual([['connection-lost'], 2])
  })

  test('page on this machine: is no reason to wait', async () => {
    const site = await browser.startPages()
    const page = await browser.openPage(site, 'localhost')
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'onLine', { value: false })
      dispatchEvent(new Event('offline'))
      globalThis.followed = follow('/stream')
    })
    expect((await site.next()).path).toBe('/stream')
  })
})

describe('silence', () => {
  test('stream that is quiet for minutes: stays open, and the next event comes', async () => {
    const site = await browser.startPages()
    const page = await browser.openPage(site)
    await page.evaluate(() => {
      globalThis.followed = follow('/stream')
    })
    const first = await site.next()
    first.open('data: one\n\n')
    await expect.poll(() => data(page)).toEqual(['one'])
    expect(await passTime(page, 20 * 60_000)).toBeGreaterThanOrEqual(20 * 60_000)
    first.send('data: twenty minutes later\n\n')
    await expect.poll(() => data(page)).toEqual(['one', 'twenty minutes later'])
    expect([site.arrivals.length, await codes(page)]).toEqual([1, []])
  })

  test('idleTimeout: a stream that is quiet for longer is let go of, and resumed', async () => {
    const site = await browser.startPages()
    const page = await browser.openPage(site)
    await page.evaluate(() => {
      globalThis.followed = follow('/stream', { idleTimeout: 5 * 60_000 })
    })
    const first = await site.next()
    first.open('id: 1\ndata: one\n\n')
    await expect.poll(() => data(page)).toEqual(['one'])
    await passTime(page, 4 * 60_000)
    expect([await codes(page), site.arrivals.length]).toEqual([[], 1])
    await passTime(page, 61_000)
    await first.over
    expect((await site.next()).lastEventId).toBe('1')
    expect(await codes(page)).toEqual(['idle-timeout'])
  })
})

/** Puts another tab in front. */
async function hide(page: Page): Promise<void> {
  const other = await page.context().newPage()
  await other.bringToFront()
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden')
  page.once('close', () => void other.close())
}

/** Lets the page's own clocks and timers run ahead; gives how far they ran. */
async function passTime(page: Page, budget: number): Promise<number> {
  const before = await page.evaluate(() => performance.now())
  const devtools = await browser.context.newCDPSession(page)
  const expired = new Promise<void>((resolve) => devtools.once('Emulation.virtualTimeBudgetExpired', () => resolve()))
  await devtools.send('Emulation.setVirtualTimePolicy', { policy: 'advance', budget })
  await expired
  return (await page.evaluate(() => performance.now())) - before
}
