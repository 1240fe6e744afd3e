// A live stream does not hold up a transition: in Chromium, with React as it is in production.
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { bundle } from '../../client/test/support/bundle.ts'
import { startBrowser, type TestBrowser } from '../../client/test/support/browser.ts'
import type { measure as measureInPage } from './browser/transitions-script.ts'

declare const measure: typeof measureInPage

let browser: TestBrowser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

const best = (durations: number[]): number => Math.min(...durations)

test('transition beside a stream with an event every 16 ms: takes at most 1.5 times as long', async () => {
  const site = await browser.startPages(
    await bundle(resolve(import.meta.dirname, 'browser/transitions-script.ts'), 'iife'),
  )
  const page = await browser.openPage(site)
  const without = await page.evaluate(() => measure('none', 5))
  const result = page.evaluate(() => measure('ours', 5))
  const stream = await site.next()
  stream.open()
  let sent = 0
  const ticking = setInterval(() => stream.send(`data: ${++sent}\n\n`), 16)
  onTestFinished(() => clearInterval(ticking))
  const beside = await result
  expect(sent).toBeGreaterThan(20)
  expect(best(beside)).toBeLessThan(1.5 * best(without))
})
