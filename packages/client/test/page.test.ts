// The page as globals show it, without a browser: which events count, what they mean, and that nothing stays behind.
// What browsers really do is in page.e2e.test.ts.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { currentPage, worksOffline } from '../src/platform/page.ts'

afterEach(() => void vi.unstubAllGlobals())

/** Globals of a page, and what a watcher of it has seen. */
function createGlobals() {
  const scope = new EventTarget()
  const document = Object.assign(new EventTarget(), {
    visibilityState: 'visible',
    baseURI: 'https://example.com/base/',
  })
  const navigator = { onLine: true }
  vi.stubGlobal('addEventListener', scope.addEventListener.bind(scope))
  vi.stubGlobal('removeEventListener', scope.removeEventListener.bind(scope))
  vi.stubGlobal('document', document)
  vi.stubGlobal('navigator', navigator)
  vi.stubGlobal('location', { href: 'https://example.com/page', origin: 'https://example.com' })
  const page = currentPage()
  const left: boolean[] = []
  const unwatch = page.watch(() => left.push(page.left))
  const tell = (...events: [target: EventTarget, type: string][]): void =>
    events.forEach(([target, type]) => target.dispatchEvent(new Event(type)))
  return { scope, document, navigator, page, left, unwatch, tell }
}

describe('page', () => {
  test('pagehide and freeze: it is left, until pageshow and resume', () => {
    const { scope, document, left, tell } = createGlobals()
    tell([scope, 'pagehide'], [scope, 'pageshow'], [document, 'freeze'], [document, 'resume'])
    expect(left).toEqual([true, false, true, false])
  })

  test('online, offline and visibilitychange: are news, and leave nothing', () => {
    const { scope, document, left, tell } = createGlobals()
    tell([scope, 'offline'], [scope, 'online'], [document, 'visibilitychange'])
    expect(left).toEqual([false, false, false])
  })

  test('unwatched: nothing is heard any more', () => {
    const { scope, document, left, tell, unwatch } = createGlobals()
    unwatch()
    for (const target of [scope, document]) {
      for (const type of ['pagehide', 'pageshow', 'online', 'offline', 'freeze', 'resume', 'visibilitychange']) {
        tell([target, type])
      }
    }
    expect(left).toEqual([])
  })

  test('hidden and offline: are looked up when asked', () => {
    const { document, navigator, page } = createGlobals()
    expect([page.hidden, page.offline]).toEqual([false, false])
    document.visibilityState = 'hidden'
    navigator.onLine = false
    expect([page.hidden, page.offline]).toEqual([true, true])
  })

  test('base: is that of the document, which may differ from the address; the origin is that of the address', () => {
    const { page } = createGlobals()
    expect([page.baseURL, page.origin]).toEqual(['https://example.com/base/', 'https://example.com'])
  })

  test('worker: has no document, and its own address as base', () => {
    vi.stubGlobal('document', undefined)
    vi.stubGlobal('location', { href: 'https://example.com/worker.js', origin: 'https://example.com' })
    const page = currentPage()
    expect([page.baseURL, page.hidden]).toEqual(['https://example.com/worker.js', false])
  })

  test('nothing of a page: nothing hinders, and watching is harmless', () => {
    for (const name of ['document', 'navigator', 'location', 'addEventListener', 'removeEventListener']) {
      vi.stubGlobal(name, undefined)
    }
    const page = currentPage()
    page.watch(() => {})()
    expect([page.left, page.hidden, page.offline, page.baseURL, page.origin]).toEqual([
      false,
      false,
      false,
      undefined,
      undefined,
    ])
  })

  test.each([
    'http://localhost/',
    'http://app.localhost:8080/',
    'http://127.0.0.1/',
    'http://127.9.9.9/',
    'http://[::1]/',
  ])('%s: is reached offline', (url) => {
    expect(worksOffline(url)).toBe(true)
  })

  test.each([
    'https://example.com/',
    'https://mylocalhost/',
    'https://localhost.example.com/',
    'https://10.127.0.1/',
    'http://[2001:db8::1]/',
    'http://[::1:1]/',
    'https://example.com/localhost',
  ])('%s: is not reached offline', (url) => {
    expect(worksOffline(url)).toBe(false)
  })
})
