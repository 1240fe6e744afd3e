// Ours, the browser's own class and the npm ponyfill, asked the same in Chromium: in a window and in its workers.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { chromium, type Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumLaunchOptions } from '../../../tooling/browser/find-browser.ts'
import { behaviours } from './browser/behaviours.ts'
import { serveSite, type Site } from './browser/server.ts'
import type { Order, Results, Scope } from './browser/suite.ts'

type Who = Order['who']

const total = Object.keys(behaviours).length

/** What each cannot, in any scope. */
const failing: Record<'native' | 'ours', string[]> = {
  native: [
    // Chromium refuses other charsets than UTF-8, and takes an empty `retry:` for the default.
    'format: is UTF-8 whatever the charset says',
    'retry: what is no number is ignored',
  ],
  ours: [
    // No script makes trusted events, sees why a request failed, or sends this header without a preflight.
    'cross-origin: a refusal ends it',
    'cross-origin: credentials that * does not allow end it',
    'cross-origin: the position needs no preflight',
    'message: is trusted',
  ],
}

const ponyfillFails = { window: 22, worker: 26 }

let browser: Browser
/** An origin each, so that nobody waits for another's connections. */
let sites: Record<Who, Site>

beforeAll(async () => {
  const [launched, native, ours, ponyfill] = await Promise.all([
    chromium.launch(chromiumLaunchOptions()),
    serveSite(),
    serveSite(),
    serveSite(),
  ])
  browser = launched
  sites = { native, ours, ponyfill }
})
afterAll(async () => {
  await browser?.close()
  await Promise.all(Object.values(sites ?? {}).map((site) => site.close()))
})

async function play(scope: Scope, who: Who): Promise<Results> {
  const { home, abroad } = sites[who]
  const page = await browser.newPage()
  await page.goto(home)
  return page.evaluate(([where, order]) => window.playIn(where, order), [scope, { who, home, abroad }] as const)
}

test.each<Scope>(['window', 'worker', 'shared worker', 'service worker'])(
  '%s: ours does what the native class does, but for what no script can',
  async (scope) => {
    const played = await Promise.all((['native', 'ours', 'ponyfill'] as const).map((who) => play(scope, who)))
    const [native, ours, ponyfill] = played.map((results) => {
      expect(Object.keys(results)).toHaveLength(total)
      const failures = Object.entries(results).filter(([, given]) => given !== 'passed')
      return Object.fromEntries(failures)
    })
    expect(ours).toEqual(Object.fromEntries(failing.ours.map((name) => [name, expect.any(String)])))
    expect(native).toEqual(Object.fromEntries(failing.native.map((name) => [name, expect.any(String)])))
    expect(Object.keys(ponyfill ?? {})).toHaveLength(ponyfillFails[scope === 'window' ? 'window' : 'worker'])
  },
)

test('README: it prints the counts', () => {
  const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8').replaceAll(/ +\| +/g, ' | ')
  const passed = [failing.native.length, failing.ours.length].map((count) => `${total - count} of ${total}`)
  const ponyfill = `${total - ponyfillFails.window} or ${total - ponyfillFails.worker} of ${total}`
  expect(readme).toContain(`| ${passed.join(' | ')} | ${ponyfill}`)
})
