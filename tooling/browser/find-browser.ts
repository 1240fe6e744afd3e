// This machine → a Chromium to run browser tests in, and how to start it. Knows paths, nothing of tests.
import { existsSync } from 'node:fs'
import { chromium } from 'playwright'

/** Names a Chromium to use before any other. */
const browserVariable = 'LINEFEED_CHROMIUM'

const systemPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export interface Machine {
  env: Readonly<Record<string, string | undefined>>
  /** Where Playwright puts a browser that it downloads, whether or not it has. */
  downloaded: string
  exists: (path: string) => boolean
}

/**
 * The variable's browser, else Playwright's own, else the system's; `undefined` when there is none.
 * @throws Error when the variable names a file that is not there.
 */
export function findChromium({ env, downloaded, exists }: Machine = thisMachine()): string | undefined {
  const named = env[browserVariable]
  if (named) {
    if (!exists(named)) {
      throw new Error(`Cannot use ${browserVariable}: it must name a Chromium, got ${named}, which does not exist`)
    }
    return named
  }
  return [downloaded, ...systemPaths].find(exists)
}

/** What Playwright's `chromium.launch()` and vitest's browser mode need to start it. @throws Error when there is none. */
export function chromiumLaunchOptions(): { executablePath: string; args: string[] } {
  const executablePath = findChromium()
  if (executablePath === undefined) {
    throw new Error(`Cannot start Chromium: ${howToGetChromium}`)
  }
  return {
    executablePath,
    args: [
      // Chromium refuses to sandbox for root, which is who CI containers are.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  }
}

export const howToGetChromium = `install one (apt-get install chromium, or pnpm exec playwright install chromium) or set ${browserVariable} to its path`

function thisMachine(): Machine {
  return { env: process.env, downloaded: chromium.executablePath(), exists: existsSync }
}
