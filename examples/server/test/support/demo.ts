// The whole demo for a browser test: the page built, the server supervised, Chromium running, and the page's controls.
import { resolve } from 'node:path'
import { chromium, type Page } from 'playwright'
import { build } from 'vite'
import { chromiumLaunchOptions } from '../../../../tooling/browser/find-browser.ts'
import { supervise } from '../../supervisor.ts'
import { dataDir } from './test-server.ts'

export interface Demo extends AsyncDisposable {
  readonly url: string
  readonly dataDir: string
  /** A browser profile of its own, signed in and connected as `name`. */
  open(name: string): Promise<OpenPage>
}

export interface OpenPage {
  readonly page: Page
  /** What the stream's requests were answered with, in order. */
  readonly statuses: readonly number[]
  /** How the stream's responses broke. */
  readonly breaks: readonly string[]
}

export interface Row {
  readonly seq: number
  readonly id: string
  readonly text: string
}

export async function startDemo(env: Record<string, string> = {}): Promise<Demo> {
  const dir = dataDir()
  await build({ configFile: resolve(import.meta.dirname, '../../page/vite.config.ts'), logLevel: 'warn' })
  const supervisor = await supervise({ ...process.env, PORT: '0', DATA_DIR: dir.path, ...env })
  const browser = await chromium.launch(chromiumLaunchOptions())
  return {
    url: supervisor.url,
    dataDir: dir.path,
    async open(name) {
      const page = await (await browser.newContext()).newPage()
      const statuses: number[] = []
      const breaks: string[] = []
      page.on('response', (response) => response.url().endsWith('/me/events') && statuses.push(response.status()))
      page.on('requestfailed', (request) => {
        if (request.url().endsWith('/me/events')) {
          breaks.push(request.failure()?.errorText ?? '')
        }
      })
      await page.goto(supervisor.url)
      await signInAs(page, name)
      return { page, statuses, breaks }
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close()
      await supervisor.stop()
      dir[Symbol.dispose]()
    },
  }
}

export async function signInAs(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).click()
  await connected(page)
}

export async function connected(page: Page): Promise<void> {
  await page.getByText('Connected', { exact: true }).waitFor()
}

/** Presses the trouble button whose label starts with `label`; resolves when the server has agreed. */
export async function makeTrouble(page: Page, label: string): Promise<void> {
  const agreed = page.waitForResponse((response) => response.url().includes('/trouble/') && response.status() === 202)
  await page.getByRole('button', { name: new RegExp(`^${label} `) }).click()
  await agreed
}

/** The events the page shows, oldest first. */
export async function shown(page: Page): Promise<Row[]> {
  return await page.locator('#events').evaluate((list) =>
    [...list.querySelectorAll<HTMLElement>('li.event')].toReversed().map((row) => ({
      seq: Number(row.dataset['seq']),
      id: row.querySelector('.id')?.textContent ?? '',
      text: row.querySelector('.text')?.lastChild?.textContent ?? '',
    })),
  )
}

/** What the page counts. */
export async function counters(page: Page): Promise<Record<'received' | 'lost' | 'duplicated', number>> {
  const read = async (id: string) => Number((await page.locator(`#${id}`).textContent())?.replaceAll(',', ''))
  return { received: await read('received'), lost: await read('lost'), duplicated: await read('duplicated') }
}
