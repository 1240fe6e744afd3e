// One dashboard in Chromium: browser profiles with somebody signed in, and what they use. Knows what both frameworks show.
import { chromium, type BrowserContextOptions, type Page } from 'playwright'
import { chromiumLaunchOptions } from '../../../tooling/browser/find-browser.ts'
import { serveDashboard, type Framework } from '../serve.ts'

export interface Dashboard extends AsyncDisposable {
  readonly url: string
  /** A browser profile of its own, signed in and connected as `name`. */
  open(name: string, options?: BrowserContextOptions): Promise<Page>
  /** What pages threw. */
  readonly errors: readonly string[]
}

export async function openDashboard(framework: Framework, env: NodeJS.ProcessEnv = {}): Promise<Dashboard> {
  const server = await serveDashboard(framework, { PORT: '0', ...env })
  const browser = await chromium.launch(chromiumLaunchOptions())
  const errors: string[] = []
  return {
    url: server.url,
    errors,
    async open(name, options) {
      const page = await (await browser.newContext({ reducedMotion: 'reduce', ...options })).newPage()
      page.on('pageerror', (error) => errors.push(String(error)))
      await page.goto(server.url)
      await page.getByRole('button', { name }).click()
      await live(page)
      return page
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

export async function live(page: Page): Promise<void> {
  await page.locator('.badge', { hasText: /^\s*Live\s*$/ }).waitFor()
}

export function panel(page: Page, name: string) {
  return page.getByRole('region', { name })
}

export async function say(page: Page, where: string, label: string, text: string): Promise<void> {
  await panel(page, where).getByRole('textbox', { name: label }).fill(text)
  await panel(page, where).getByRole('textbox', { name: label }).press('Enter')
}

export async function notify(page: Page, to: string, text: string): Promise<void> {
  await page.getByLabel('To', { exact: true }).selectOption({ label: to })
  await say(page, 'Notifications', 'Text', text)
}
