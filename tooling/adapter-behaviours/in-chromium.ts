// The behaviours that need a real browser: its frames, its tabs, its network. Knows no framework.
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBrowser, type TestBrowser } from '../../packages/client/test/support/browser.ts'
import type { Site } from '../../packages/client/test/support/site.ts'

/** What a page script of an adapter puts into `globalThis.scene`. */
export interface Scene {
  /** Every render: for whom, and what it showed. */
  readonly renders: (readonly [user: string, data: string])[]
  readonly heard: string[]
  /** Renders so many components that show the stream of this user; in strict mode where there is one. */
  show(user: string, copies: number): void
  /** Unmounts everything. */
  leave(): void
}

declare const scene: Scene

const text = (page: Page): Promise<string | null> => page.evaluate(() => document.body.textContent)
const live = ({ arrivals }: Site): number => arrivals.filter(({ isOver }) => !isOver).length

export function describeInChromium(name: string, bundleScript: () => Promise<string>): void {
  describe(`${name} in Chromium`, () => {
    let browser: TestBrowser
    let script: string
    beforeAll(async () => {
      browser = await startBrowser()
      script = await bundleScript()
    })
    afterAll(() => browser.close())

    async function open(): Promise<[Page, Site]> {
      const site = await browser.startPages(script)
      return [await browser.openPage(site), site]
    }

    test('mount, remount, three components: one request, and none after unmount', async () => {
      const [page, site] = await open()
      await page.evaluate(() => {
        scene.show('A', 3)
        scene.leave()
        scene.show('A', 3)
      })
      const stream = await site.next()
      stream.open('data: a\n\n')
      await expect.poll(() => text(page)).toBe('aaa')
      await page.evaluate(() => scene.show('A', 1))
      stream.send('data: b\n\n')
      await expect.poll(() => text(page)).toBe('b')
      expect([site.arrivals.length, live(site)]).toEqual([1, 1])
      await page.evaluate(() => scene.leave())
      await stream.over
      expect(live(site)).toBe(0)
    })

    test('another user: not one render shows the former data, and no late event is heard', async () => {
      const [page, site] = await open()
      await page.evaluate(() => scene.show('A', 1))
      const first = await site.next()
      first.open('data: of A\n\n')
      await expect.poll(() => text(page)).toBe('of A')
      first.send('data: of A, late\n\n'.repeat(1_000))
      await page.evaluate(() => {
        scene.heard.length = 0
        scene.show('B', 1)
      })
      const second = await site.next()
      const heardOfA = await page.evaluate(() => scene.heard.length)
      second.open('data: of B\n\n')
      await expect.poll(() => text(page)).toBe('of B')
      await first.over
      const renders = await page.evaluate(() => scene.renders)
      expect(renders.filter(([user, data]) => user === 'B' && data.includes('A'))).toEqual([])
      expect(await page.evaluate((from) => scene.heard.slice(from), heardOfA)).toEqual(['B: of B'])
    })

    test('1,000 events at once: a render per frame, each event heard in order', async () => {
      const [page, site] = await open()
      await page.evaluate(() => scene.show('A', 1))
      const stream = await site.next()
      stream.open()
      await expect.poll(() => page.evaluate(() => scene.renders.length)).toBeGreaterThan(0)
      await page.evaluate(() => (scene.renders.length = 0))
      const numbers = Array.from({ length: 1_000 }, (_, index) => String(index))
      stream.send(numbers.map((number) => `data: ${number}\n\n`).join(''))
      await expect.poll(() => text(page)).toBe('999')
      expect(await page.evaluate(() => scene.heard)).toEqual(numbers.map((number) => `A: ${number}`))
      expect(await page.evaluate(() => scene.renders.length)).toBeLessThan(10)
    })

    test('hidden tab: data and state still arrive', async () => {
      const [page, site] = await open()
      await page.evaluate(() => scene.show('A', 1))
      const stream = await site.next()
      const other = await page.context().newPage()
      await other.bringToFront()
      await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden')
      stream.open('data: while hidden\n\n')
      // Timers of hidden tabs fire once a second.
      await expect.poll(() => text(page), { timeout: 10_000 }).toBe('while hidden')
      await other.close()
    })
  })
}
