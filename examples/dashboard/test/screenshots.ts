// Both dashboards → pictures for their READMEs: phone and desktop, light and dark. `pnpm run screenshots`, or with `react` or `vue`.
import { resolve } from 'node:path'
import type { Page } from 'playwright'
import type { Framework } from '../serve.ts'
import { live, notify, openDashboard, panel, say } from './open-pages.ts'

const frameworks: readonly Framework[] = ['react', 'vue']
const desktop = { width: 1280, height: 900 }
const phone = { width: 390, height: 844 }

for (const framework of frameworks.filter((known) => process.argv.length < 3 || process.argv.includes(known))) {
  const picture = (page: Page, name: string) =>
    page.screenshot({
      fullPage: name.startsWith('desktop'),
      path: resolve(import.meta.dirname, `../../${framework}/screenshots/${name}.png`),
    })
  await using dashboard = await openDashboard(framework)

  const bob = await dashboard.open('Bob', { viewport: phone, colorScheme: 'dark' })
  const mei = await dashboard.open('Mei')
  const alice = await dashboard.open('Alice', { viewport: desktop })
  await talk(alice, bob, mei)
  await alice.getByRole('button', { name: 'Cut Drops in mid-event' }).click()
  // Long enough for lines to look at.
  await alice.waitForTimeout(45_000)

  await say(alice, 'Answer', 'Question', 'What if my train enters a tunnel?')
  await alice.getByText('You asked').waitFor()
  await alice.waitForTimeout(900)
  await panel(alice, 'Answer').getByRole('button', { name: 'Cut' }).click()
  await alice.getByText('Writing, resumed').waitFor()
  await alice.waitForTimeout(300)
  await lookFrom(alice, 0)
  await picture(alice, 'desktop-light')
  await lookFrom(bob, 0)
  await picture(bob, 'phone-dark')

  await alice.emulateMedia({ colorScheme: 'dark' })
  await alice.getByRole('button', { name: '503' }).click()
  await alice.getByText('Server says 503').first().waitFor()
  await lookFrom(alice, 0)
  await picture(alice, 'desktop-dark')

  await bob.emulateMedia({ colorScheme: 'light' })
  const below = (await panel(bob, 'Notifications').boundingBox())?.y ?? 0
  await lookFrom(bob, below - 72)
  await picture(bob, 'phone-light')
}

/** Scrolled to `top`, with nothing pointed at or focused. */
async function lookFrom(page: Page, top: number): Promise<void> {
  await page.mouse.move(0, 0)
  await page.evaluate((y) => {
    if (document.activeElement instanceof HTMLElement) {
      document.activeElement.blur()
    }
    scrollTo({ top: y })
  }, top)
  await page.waitForTimeout(300)
}

async function talk(alice: Page, bob: Page, mei: Page): Promise<void> {
  await notify(mei, 'My followers', 'New in the log: quotes, chat and scores on one stream.')
  await notify(bob, 'Alice', 'The deploy is through. Nobody noticed.')
  await notify(mei, 'Everyone', 'Soup today, and bread.')
  await notify(bob, 'Alice', 'Dinner at eight?')
  await alice.getByText('Dinner at eight?').waitFor()
  await say(bob, 'Chat', 'Message', 'Did anybody see the reconnect?')
  await mei.getByText('Did anybody see').waitFor()
  await say(mei, 'Chat', 'Message', 'The badge blinked once. Not a message missing.')
  await alice.getByText('Not a message missing').waitFor()
  await say(alice, 'Chat', 'Message', 'That is the idea.')
  await bob.getByText('That is the idea.').waitFor()
  await Promise.all([alice, bob, mei].map(live))
}
