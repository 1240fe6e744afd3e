// Both themes, both sizes: what axe-core finds, and whether it fits.
import { test } from 'vitest'
import { faultsOf } from './axe.ts'
import { notify, say, type Dashboard } from './open-pages.ts'

export function testLooks(dashboard: () => Dashboard): void {
  // Not beside other tests, and each with a user of its own: they make trouble for theirs.
  test.for([
    ['light', 'Alice'],
    ['dark', 'Mei'],
  ] as const)(
    'axe: finds nothing in the %s theme, on a desktop and on a phone',
    async ([colorScheme, user], { expect }) => {
      const page = await dashboard().open(user, { colorScheme, viewport: { width: 1280, height: 900 } })
      await notify(page, 'Me', 'read me')
      await say(page, 'Chat', 'Message', 'hear me')
      await say(page, 'Answer', 'Question', 'Is it readable?')
      await page.getByText('read me').first().waitFor()
      await page.getByText('hear me').first().waitFor()
      await page.getByRole('button', { name: '503' }).click()
      await page.getByText('Server says 503').first().waitFor()
      const wide = await faultsOf(page)
      await page.setViewportSize({ width: 390, height: 844 })
      expect([...wide, ...(await faultsOf(page))]).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
      expect(dashboard().errors).toEqual([])
    },
  )
}
