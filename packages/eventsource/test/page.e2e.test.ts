// A source in real Chromium while its page goes to the back/forward cache and comes back, or is told to stop.
import { resolve } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBrowser, type TestBrowser } from '../../client/test/support/browser.ts'
import { bundle } from '../../client/test/support/bundle.ts'
import type { Site } from '../../client/test/support/site.ts'
import type { listen as listenInPage } from './support/page-script.ts'

declare const listen: typeof listenInPage

let browser: TestBrowser
let script: string
beforeAll(async () => {
  const source = resolve(import.meta.dirname, 'support/page-script.ts')
  ;[browser, script] = await Promise.all([startBrowser(), bundle(source, 'iife')])
})
afterAll(() => browser?.close())

const log = (page: Page): Promise<string[]> => page.evaluate(() => listened.log)

declare global {
  /** The browser's own, where a test has one. */
  var native: globalThis.EventSource
}

async function leave(page: Page, site: Site): Promise<void> {
  await page.evaluate(() => (location.href = '/elsewhere'))
  await site.idle()
  await page.waitForURL('**/elsewhere')
}

/** A page from the cache does not load again. */
async function comeBack(page: Page): Promise<void> {
  await page.goBack({ waitUntil: 'commit' })
}

test('page that is left and comes back: the connection closes, and is made anew from the position', async () => {
  const site = await browser.startPages(script)
  const page = await browser.openPage(site)
  await page.evaluate(() => {
    globalThis.listened = listen('/stream')
  })
  const first = await site.next()
  first.open('id: 1\ndata: one\n\nid: 2\ndata: tw')
  await expect.poll(() => log(page)).toEqual(['open 1', 'message 1 one'])
  await leave(page, site)
  expect([first.isOver, site.arrivals.length]).toEqual([true, 1])
  await comeBack(page)
  const second = await site.next()
  expect(second.lastEventId).toBe('1')
  second.open('id: 2\ndata: two\n\n')
  const returned = ['pagehide true', 'pageshow true', 'error 0', 'open 1', 'message 1 two']
  await expect.poll(() => log(page)).toEqual(['open 1', 'message 1 one', ...returned])
  expect(site.arrivals).toHaveLength(2)
})

test('page that is left during a request made once: the source has failed when it comes back, and sends nothing', async () => {
  const site = await browser.startPages(script)
  const page = await browser.openPage(site)
  await page.evaluate(() => {
    globalThis.listened = listen('/stream', { body: { prompt: 'hi' } })
  })
  const first = await site.next()
  first.open('data: one\n\n')
  await expect.poll(() => log(page)).toEqual(['open 1', 'message 1 one'])
  await leave(page, site)
  await comeBack(page)
  await expect
    .poll(async () => (await log(page)).toSorted())
    .toEqual(['open 1', 'message 1 one', 'pagehide true', 'pageshow true', 'error 2'].toSorted())
  expect(site.arrivals.map(({ method }) => method)).toEqual(['POST'])
})

test('window.stop(): ends the native source; to a script it is a lost connection like any other, so ours goes on', async () => {
  const site = await browser.startPages(script)
  const page = await browser.openPage(site)
  await page.evaluate(() => {
    globalThis.native = new EventSource('/native')
  })
  const other = await site.next()
  other.open('data: one\n\n')
  await page.evaluate(() => {
    globalThis.listened = listen('/stream')
  })
  const first = await site.next()
  first.open('retry: 0\ndata: one\n\n')
  await expect.poll(() => log(page)).toEqual(['open 1', 'message 1 one'])
  await page.evaluate(() => window.stop())
  const second = await site.next()
  expect([second.path, await page.evaluate(() => native.readyState)]).toEqual(['/stream', 2])
  second.open('data: two\n\n')
  await expect.poll(() => log(page)).toEqual(['open 1', 'message 1 one', 'error 0', 'open 1', 'message 1 two'])
  second.response.destroy()
  await expect.poll(async () => (await log(page)).at(-1)).toBe('error 0')
  const [stopped, lost] = await page.evaluate(() => listened.reasons)
  expect(stopped).toBe('connection-lost: TypeError: network error')
  expect(lost).toBe(stopped)
})
