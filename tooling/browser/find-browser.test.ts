import { expect, test } from 'vitest'
import { findChromium } from './find-browser.ts'

const downloaded = '/cache/chromium'

function find(installed: string[], named?: string): string | undefined {
  return findChromium({ env: { LINEFEED_CHROMIUM: named }, downloaded, exists: (path) => installed.includes(path) })
}

test('browser: the variable comes first, then the downloaded one, then the system’s', () => {
  const everything = ['/mine', downloaded, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  expect(find(everything, '/mine')).toBe('/mine')
  expect(everything.slice(1).map((_, index) => find(everything.slice(index + 1)))).toEqual(everything.slice(1))
  expect(find([])).toBeUndefined()
})

test('browser: an empty variable is none, a wrong one is not passed over', () => {
  expect(find(['/usr/bin/chromium'], '')).toBe('/usr/bin/chromium')
  expect(() => find(['/usr/bin/chromium'], '/missing')).toThrow('got /missing, which does not exist')
})
