// An example app in Chromium, used as a person would. Knows what both apps show, nothing of frameworks.
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { createServer } from 'vite'
import { expect, onTestFinished } from 'vitest'
import { chromiumLaunchOptions } from '../../../tooling/browser/find-browser.ts'

/** Serves the app in `folder`, watches its quotes, switches users, asks a question and stops the answer. */
export async function walkThrough(folder: string): Promise<void> {
  const server = await createServer({
    root: fileURLToPath(new URL(`../../${folder}/`, import.meta.url)),
    logLevel: 'error',
    resolve: { tsconfigPaths: true },
    server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
  })
  onTestFinished(() => server.close())
  await server.listen()
  const browser = await chromium.launch(chromiumLaunchOptions())
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  const problems: string[] = []
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('pageerror', (error) => problems.push(String(error)))
  await page.goto(server.resolvedUrls?.local[0] ?? '')

  const quotes = page.getByRole('region', { name: 'Quotes' })
  const notices = page.getByRole('region', { name: 'Notices' })
  const answer = page.getByRole('region', { name: 'Answer' })

  await quotes
    .getByText(/^10\d$/u)
    .nth(2)
    .waitFor()
  await notices.getByText('Notice 0 for ada').waitFor()
  await page.getByRole('button', { name: 'Bob' }).click()
  expect(await notices.textContent()).not.toContain('ada')
  await notices.getByText('Notice 0 for bob').waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect.poll(() => notices.count()).toBe(0)

  await answer.getByRole('button', { name: 'Ask' }).click()
  await answer.getByText('An answer comes').waitFor()
  await answer.getByRole('button', { name: 'Stop' }).click()
  await answer.getByText('closed').waitFor()
  await answer.getByRole('button', { name: 'Ask' }).click()
  await answer.getByText('finished').waitFor()
  expect(problems).toEqual([])
}
