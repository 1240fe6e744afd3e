// Real Chromium, and sites under names of their own, so that they are origins like any other and `offline` counts.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright'
import { onTestFinished } from 'vitest'
import { chromiumLaunchOptions } from '../../../../tooling/browser/find-browser.ts'
import { bundle } from './bundle.ts'
import { startSite, type Site } from './site.ts'

/** A Chromium that behaves as users have it, and pages in it. */
export interface TestBrowser {
  readonly context: BrowserContext
  /** A site with pages, which all run `page-script.ts`; other paths than theirs wait in the queue. */
  startPages(): Promise<Site>
  /** The first page of `site`, in front of all others until the test ends. */
  openPage(site: Site, name?: string): Promise<Page>
  close(): Promise<void>
}

export async function startBrowser(): Promise<TestBrowser> {
  const script = await bundle('page-script.ts', 'iife')
  const profile = await mkdtemp(join(tmpdir(), 'linefeed-chromium-'))
  const { executablePath, args } = chromiumLaunchOptions()
  // Started by hand: Playwright's own way turns the back/forward cache off, and makes every page visible forever.
  const child = spawn(
    executablePath,
    [
      ...args,
      '--headless',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--host-resolver-rules=MAP *.test 127.0.0.1',
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const end = async (): Promise<void> => {
    if (child.exitCode === null) {
      child.kill()
      await once(child, 'exit')
    }
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  const browser = await chromium
    .connectOverCDP(await endpointOf(child), { noDefaults: true })
    .catch((error: unknown) => end().then(() => Promise.reject(error)))
  const [context] = browser.contexts()
  if (!context) {
    throw new Error('Cannot use Chromium: it must have a context of its own, got none')
  }
  return {
    context,
    startPages: () => startPages(script),
    async openPage(site, name = 'page.test') {
      const page = await context.newPage()
      onTestFinished(() => page.close())
      await page.goto(`http://${name}:${site.port}/`)
      return page
    },
    async close() {
      await browser.close()
      await end()
    },
  }
}

/** Where to reach it; what else it says is read too, for a full pipe would stop it. */
function endpointOf({ stderr }: ChildProcess): Promise<string> {
  let said = ''
  return new Promise((resolveEndpoint, reject) => {
    stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const [, endpoint] = /^DevTools listening on (\S+)\n/m.exec(said) ?? []
      if (endpoint !== undefined) {
        resolveEndpoint(endpoint)
      }
    })
    stderr?.on('close', () => reject(new Error(`Cannot start Chromium: it must listen, got ${said}`)))
  })
}

function startPages(script: string): Promise<Site> {
  const files: Record<string, readonly [type: string, text: string]> = {
    '/': ['text/html', '<!doctype html><title>here</title><script src="/script.js"></script>'],
    '/elsewhere': ['text/html', '<!doctype html><title>elsewhere</title>'],
    '/script.js': ['text/javascript', script],
    '/favicon.ico': ['image/png', ''],
  }
  return startSite(({ url = '' }, response) => {
    const file = files[url]
    if (file) {
      response.writeHead(200, { 'content-type': file[0] }).end(file[1])
    }
    return file !== undefined
  })
}
