// The client in pages of one Chromium, over HTTP/2 and TLS; origin and proxy stay in this process.
import { createHash, X509Certificate } from 'node:crypto'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { chromium, type Browser } from 'playwright'
import { chromiumLaunchOptions } from '../../browser/find-browser.ts'
import { schedulesOverHttp2 } from '../harness/arbitrary.ts'
import { createCertificate, type Certificate } from '../harness/certificate.ts'
import type { Services } from '../harness/follow.ts'
import type { Setting } from '../harness/settings.ts'
import { startStage, type Client } from '../harness/stage.ts'
import type { client as clientInPage } from './page.ts'

declare const client: typeof clientInPage

export async function inChromium(): Promise<Setting> {
  const script = await bundle()
  const certificate = await createCertificate()
  const { executablePath, args } = chromiumLaunchOptions()
  // `ignoreHTTPSErrors` lets every other connection fail at the certificate first: faults would fall on none of a request's.
  const trust = `--ignore-certificate-errors-spki-list=${hashKey(certificate)}`
  const browser = await chromium.launch({ executablePath, args: [...args, trust] })
  return {
    flag: ' --chromium',
    schedules: schedulesOverHttp2,
    openStage: () => startStage({ certificate, openClient: (url) => openPage(browser, script, url) }),
    close: () => browser.close(),
  }
}

async function openPage(browser: Browser, script: string, url: string): Promise<Client> {
  const page = await browser.newPage()
  let services: Services | undefined
  await page.exposeFunction('askForToken', () => services?.token())
  await page.exposeFunction('askForQuiet', () => services?.quiet())
  await page.goto(url)
  await page.addScriptTag({ content: script })
  return {
    // An attempt takes this page some milliseconds.
    retry: { base: 12, cap: 24 },
    follow(task, given) {
      services = given
      return page.evaluate((whole) => client.follow(whole), task)
    },
    jump: (date, slept) => void page.evaluate((leap) => client.jump(leap), { date, slept }),
    close: () => page.context().close(),
  }
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, 'page.ts')],
    tsconfig: resolve(import.meta.dirname, '../../../tsconfig.src.json'),
    bundle: true,
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

function hashKey({ cert }: Certificate): string {
  const key = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(key).digest('base64')
}
