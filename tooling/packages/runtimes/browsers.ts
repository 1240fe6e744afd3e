// Chromium and Firefox by Playwright, in a window, a dedicated worker and a shared worker.
import { existsSync } from 'node:fs'
import { chromium, firefox, type Browser } from 'playwright'
import { chromiumLaunchOptions, findChromium } from '../../browser/find-browser.ts'
import { browserPlaces, pageOf } from './project.ts'
import { bodiesInMemory, type Report, type Runtime } from './runtime.ts'

/** Names a Firefox to use before any other. */
const firefoxVariable = 'LINEFEED_FIREFOX'
const firefoxPaths = [firefox.executablePath(), '/usr/bin/firefox-esr', '/usr/bin/firefox']

export const chromiumRuntimes = browserRuntimes(
  'Chromium',
  {},
  findChromium,
  async () => await chromium.launch(chromiumLaunchOptions()),
)

export const firefoxRuntimes = browserRuntimes('Firefox', bodiesInMemory, findFirefox, async () => {
  const executablePath = findFirefox() ?? ''
  // Playwright's own is patched; a system's is driven through its own protocol.
  const own = executablePath === firefox.executablePath()
  return await firefox.launch(own ? {} : { channel: 'moz-firefox', executablePath })
})

function findFirefox(): string | undefined {
  return process.env[firefoxVariable] || firefoxPaths.find((path) => existsSync(path))
}

function browserRuntimes(
  name: string,
  departs: Report,
  path: () => string | undefined,
  launch: () => Promise<Browser>,
): Runtime[] {
  let version: Promise<string> | undefined
  return browserPlaces.map((place) => ({
    name,
    place,
    departs,
    find: async () => {
      if (path() === undefined) {
        return undefined
      }
      version ??= withBrowser(launch, async (browser) => browser.version())
      return await version
    },
    play: async (_project, origin) =>
      await withBrowser(launch, async (browser) => {
        const page = await browser.newPage()
        await page.goto(origin + pageOf(place))
        return await page.evaluate<Report>('window.result')
      }),
  }))
}

async function withBrowser<Result>(
  launch: () => Promise<Browser>,
  use: (browser: Browser) => Promise<Result>,
): Promise<Result> {
  const browser = await launch()
  try {
    return await use(browser)
  } finally {
    await browser.close()
  }
}
