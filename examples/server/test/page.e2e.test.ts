import { expect, test } from 'vitest'
import { connected, counters, makeTrouble, shown, signInAs, startDemo } from './support/demo.ts'
import { signIn } from './support/test-server.ts'

test('page: sends a notification to somebody else, who sees it and nobody else does', async () => {
  await using demo = await startDemo()
  const { page: alice } = await demo.open('Alice')
  const { page: bob } = await demo.open('Bob')
  await alice.getByLabel('To').selectOption('Bob')
  await alice.getByLabel('Text').fill('<b>dinner?</b>')
  await alice.getByRole('button', { name: 'Send' }).click()
  await alice.getByText('Sent to Bob.').waitFor()
  await bob.getByText('Alice <b>dinner?</b>').waitFor()
  expect([await shown(alice), (await shown(bob)).length]).toEqual([[], 1])
})

test('page: what the server no longer has is announced and counted as lost', async () => {
  await using demo = await startDemo({ HISTORY_SIZE: '1000' })
  const { page } = await demo.open('Alice')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.locator('li.event').waitFor()
  await makeTrouble(page, 'Gap')
  await page.getByText(/^The server no longer has what came after \S+-1\./).waitFor()
  // 2,000 events after the first, of which the log keeps 1,000.
  await expect
    .poll(async () => await counters(page), { timeout: 30_000 })
    .toEqual({ received: 1_001, lost: 1_000, duplicated: 0 })
  expect((await shown(page)).map(({ seq }) => seq)).toEqual([
    1,
    ...Array.from({ length: 1_000 }, (_, index) => 1_002 + index),
  ])
})

test('page: an overload shows as a countdown, and a reload brings the same user and history back', async () => {
  await using demo = await startDemo()
  const { page, statuses } = await demo.open('Alice')
  await page.getByRole('button', { name: 'Send' }).click()
  await makeTrouble(page, 'Overload, told')
  await page.getByText('Server says 503. Next attempt in', { exact: true }).waitFor()
  // Retry-After: 5, and up to as long again.
  await expect.poll(async () => await page.locator('#badge-countdown').textContent()).toMatch(/^(\d|10)\.\d s$/)
  await connected(page)
  // Retry-After was honoured: one refusal, not a series of them.
  expect(statuses).toEqual([200, 503, 200])
  await page.reload()
  await connected(page)
  await page.getByText('Sign out Alice').waitFor()
  await expect.poll(async () => (await shown(page)).map(({ seq }) => seq)).toEqual([1])
})

test('page: when another tab signs in as somebody else, this one stops instead of showing their events', async () => {
  await using demo = await startDemo()
  const { page: first } = await demo.open('Alice')
  const second = await first.context().newPage()
  await second.goto(demo.url)
  await signInAs(second, 'Bob')
  await makeTrouble(first, 'Expire')
  await first.getByText('This browser is signed in as bob by now.').waitFor()
  const mei = await signIn(demo.url, 'mei')
  await mei.post('/users/bob/notify', { text: 'for Bob alone' })
  await second.getByText('for Bob alone').waitFor()
  expect(await first.getByText('for Bob alone').count()).toBe(0)
})

test('native EventSource: works with the cookie, and resumes after a cut', async () => {
  await using demo = await startDemo()
  const { page } = await demo.open('Alice')
  await page.evaluate(() => {
    const source = new EventSource('/me/events?client=native&rooms=lobby')
    source.addEventListener('presence', ({ data }) => document.body.append(`presence ${data}`))
    source.addEventListener('notification', ({ data, lastEventId }) => {
      document.body.append(`native ${(JSON.parse(data) as { seq: number }).seq} ${lastEventId};`)
    })
    return new Promise((resolve) => source.addEventListener('open', resolve))
  })
  await page.getByText('presence {"room":"lobby","users":["alice"]}').waitFor()
  await page.getByRole('button', { name: 'Send' }).click()
  await page.locator('li.event').waitFor()
  await makeTrouble(page, 'Cut')
  const native = async () => (await page.locator('body').textContent())?.match(/native \d+/g)
  await expect.poll(native, { timeout: 20_000 }).toEqual(['native 1', 'native 2'])
})
