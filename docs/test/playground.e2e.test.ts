import { chromium, type Browser, type Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { chromiumLaunchOptions } from '../../tooling/browser/find-browser.ts'
import { serveSite } from './serve.ts'

let site: Awaited<ReturnType<typeof serveSite>>
let browser: Browser

beforeAll(async () => {
  site = await serveSite()
  browser = await chromium.launch(chromiumLaunchOptions())
})

afterAll(async () => {
  await browser.close()
  site.close()
})

describe('playground', () => {
  let page: Page
  const problems: string[] = []

  beforeEach(async () => {
    problems.length = 0
    page = await browser.newPage()
    onTestFinished(() => page.close())
    page.on('pageerror', ({ message }) => problems.push(message))
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
    await page.goto(`${site.url}/playground`)
    await page.getByRole('heading', { name: 'Line by line' }).waitFor()
  })

  const texts = (label: string) => page.getByRole('list', { name: label }).getByRole('listitem').allInnerTexts()

  test('typing: shows fields, events and the position at once', async () => {
    const field = page.getByLabel('Stream')
    await field.fill('')
    await field.pressSequentially('id: 7\nevent: price\ndata: 10.2\n')
    expect(await texts('Events')).toEqual([])
    await field.press('Enter')
    expect(await texts('Events')).toEqual([expect.stringMatching(/price[\s\S]*id: "7"[\s\S]*10\.2/)])
    expect(await texts('Lines')).toHaveLength(4)
    expect(await page.getByLabel('Position', { exact: true }).innerText()).toBe('7')
    expect(problems).toEqual([])
  })

  test('lines that do not count: are told why', async () => {
    await page.getByLabel('Stream').fill(String.raw`id: a\0b` + '\nretry: 10abc\ndata: unfinished')
    const lines = await texts('Lines')
    expect(lines).toEqual([
      expect.stringContaining('NUL'),
      expect.stringContaining('ASCII digits only'),
      expect.stringContaining('no line end'),
    ])
    expect(problems).toEqual([])
  })

  test('chunks: wherever they are cut, the events are the same', async () => {
    const chunks = page.getByLabel('Chunks')
    await page.getByLabel('Stream').fill('data: 😀\n\n')
    expect(await chunks.innerText()).toBe('1 chunk: 1 event, the same as in one piece')
    await page.getByLabel('every byte').check()
    expect(await chunks.innerText()).toBe('12 chunks: 1 event, the same as in one piece')
    await page.getByLabel('at the cursor').check()
    await page.getByLabel('Stream').press('ControlOrMeta+Home')
    await page.getByLabel('Stream').press('ArrowRight')
    expect(await chunks.innerText()).toBe('2 chunks: 1 event, the same as in one piece')
  })
})

test.each(['/', '/start/react', '/api/@linefeed/client', '/playground'])(
  '%s: fits a phone, without an error',
  async (path) => {
    const problems: string[] = []
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
    onTestFinished(() => page.close())
    page.on('pageerror', ({ message }) => problems.push(message))
    await page.goto(`${site.url}${path}`, { waitUntil: 'networkidle' })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    expect(problems).toEqual([])
  },
)
