// Who sees what: users, their tabs, and those who come after them.
import type { Page } from 'playwright'
import { test } from 'vitest'
import { faultsOf } from './axe.ts'
import { live, notify, panel, say, type Dashboard } from './open-pages.ts'

export function testPeople(dashboard: () => Dashboard): void {
  test('sign-in: a reload stays signed in, signing out asks who you are', async ({ expect }) => {
    const page = await dashboard().open('Noor')
    await page.reload()
    await live(page)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Alice' }).waitFor()
    expect(await faultsOf(page)).toEqual([])
  })

  test('notifications: reach their user and nobody else', async ({ expect }) => {
    const [alice, bob, mei] = [
      await dashboard().open('Alice'),
      await dashboard().open('Bob'),
      await dashboard().open('Mei'),
    ]
    await notify(alice, 'Bob', '<b>for Bob</b>')
    await notify(alice, 'Everyone', 'for everyone')
    await panel(bob, 'Notifications').getByText('<b>for Bob</b>').waitFor()
    await Promise.all([alice, bob, mei].map(async (page) => await page.getByText('for everyone').waitFor()))
    expect([await alice.getByText('for Bob').count(), await mei.getByText('for Bob').count()]).toEqual([0, 0])
  })

  test('chat: everyone in the room sees each message once, also who joined late', async ({ expect }) => {
    const [alice, bob] = [await dashboard().open('Alice'), await dashboard().open('Bob')]
    await panel(alice, 'Chat').getByText('Alice, Bob').waitFor()
    await panel(alice, 'Chat').getByRole('button', { name: 'games' }).click()
    await alice.getByRole('button', { name: 'Join games' }).click()
    await say(alice, 'Chat', 'Message', 'anybody here?')
    await alice.getByText('anybody here?').waitFor()
    // Moves Bob past the message, so that his stream will not bring it.
    await notify(alice, 'Bob', 'come to games')
    await bob.getByText('come to games').waitFor()
    await panel(bob, 'Chat').getByRole('button', { name: 'games' }).click()
    await bob.getByRole('button', { name: 'Join games' }).click()
    await bob.getByText('anybody here?').waitFor()
    await panel(bob, 'Chat').getByText('Alice, Bob').waitFor()
    await say(bob, 'Chat', 'Message', 'yes')
    await Promise.all([alice, bob].map(async (page) => await page.getByText('yes', { exact: true }).waitFor()))
    expect(await panel(bob, 'Chat').getByRole('listitem').count()).toBe(2)
  })

  test('tabs: a second and a third of one user load and hear the same, on one connection each', async ({ expect }) => {
    const first = await dashboard().open('Alice')
    const pages = [first, await first.context().newPage(), await first.context().newPage()]
    const streams: string[] = []
    first.context().on('request', (request) => {
      if (request.url().endsWith('/me/events')) {
        streams.push(request.method())
      }
    })
    await Promise.all(pages.slice(1).map(async (page) => await page.goto(dashboard().url)))
    await Promise.all(pages.map(live))
    expect(streams).toEqual(['POST', 'POST'])
    await notify(first, 'Me', 'on all tabs')
    await notify(first, 'Me, this tab', 'on this tab')
    await first.getByText('on this tab', { exact: true }).waitFor()
    await Promise.all(pages.map(async (page) => await page.getByText('on all tabs').waitFor()))
    const last = pages[2] ?? first
    await last.reload()
    await live(last)
    expect(await last.getByText('on this tab', { exact: true }).count()).toBe(0)
    await first.getByRole('button', { name: 'Sign out' }).click()
    await last.getByText('You signed out in another tab.').waitFor()
  })

  test('user switch: not one frame of the new user shows anything of the former', async ({ expect }) => {
    const page = await dashboard().open('Alice')
    await notify(page, 'Me', 'for Alice alone')
    await page.getByText('for Alice alone').waitFor()
    const frames = await watchFrames(page, 'for Alice alone')
    await expect.poll(frames).toEqual({ alice: true })
    await page.getByLabel('Signed in as').selectOption({ label: 'Bob' })
    await expect.poll(async () => Object.keys(await frames())).toContain('bob')
    await live(page)
    await notify(page, 'Me', 'for Bob alone')
    await page.getByText('for Bob alone').waitFor()
    expect(await frames()).toEqual({ alice: true, bob: false })
  })
}

/** Looks at every frame from now on: whether `text` was there, by who the page said is signed in. */
async function watchFrames(page: Page, text: string): Promise<() => Promise<Record<string, boolean>>> {
  await page.evaluate((wanted) => {
    const seen: Record<string, boolean> = {}
    Object.assign(window, { seen })
    const look = (): void => {
      const user = document.querySelector<HTMLSelectElement>('.top select')?.value
      if (user !== undefined) {
        seen[user] = seen[user] === true || document.body.textContent.includes(wanted)
      }
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, text)
  return async () => await page.evaluate(() => (window as unknown as { seen: Record<string, boolean> }).seen)
}
