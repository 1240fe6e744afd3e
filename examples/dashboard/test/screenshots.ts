// Both dashboards → pictures for their READMEs: phone and desktop, light and dark.
import { resolve } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright'
import { chromiumLaunchOptions } from '../../../tooling/browser/find-browser.ts'
import { serveDashboard, type Framework } from '../serve.ts'

const sizes = { desktop: { width: 1280, height: 1060 }, phone: { width: 390, height: 844 } }
const schemes = ['light', 'dark'] as const

const browser = await chromium.launch(chromiumLaunchOptions())
for (const framework of ['react', 'vue'] as const) {
  await using dashboard = await serveDashboard(framework, { PORT: '0' })
  await picture(browser, dashboard.url, framework)
}
await browser.close()

async function picture(on: Browser, url: string, framework: Framework): Promise<void> {
  for (const colorScheme of schemes) {
    for (const [name, viewport] of Object.entries(sizes)) {
      const context = await on.newContext({ viewport, colorScheme, deviceScaleFactor: 1 })
      const page = await context.newPage()
      await page.goto(url)
      await page.getByRole('button', { name: 'Alice' }).click()
      await page.getByText('Live', { exact: true }).waitFor()
      await settle(page)
      await page.screenshot({ path: resolve(import.meta.dirname, `../../${framework}/${name}-${colorScheme}.png`) })
      await context.close()
    }
  }
}

async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(3_000)
}
