// What comes live, and what happens to it on the way.
import { test } from 'vitest'
import { answerTo } from '../../server/src/answers/model.ts'
import { signIn } from '../../server/test/support/test-server.ts'
import { live, notify, panel, say, type Dashboard } from './open-pages.ts'

export function testStreams(dashboard: () => Dashboard): void {
  test('quotes: are those of the followed symbols, and following others keeps the position', async ({ expect }) => {
    const page = await dashboard().open('Mei')
    const positions: (string | undefined)[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/me/events')) {
        positions.push(request.headers()['last-event-id'])
      }
    })
    const market = await signIn(dashboard().url, 'noor')
    const trade = async (price: number) =>
      await market.post('/quotes', {
        quotes: ['ACME', 'UMBR'].map((symbol) => ({ symbol, price, change: 1 })),
      })
    const tile = (symbol: string) => panel(page, 'Quotes').getByRole('button', { name: symbol })

    const traded = (await (await trade(101)).json()) as { id: string }
    await tile('ACME').getByText('101.00').waitFor()
    await tile('UMBR').click()
    await expect.poll(() => positions).toEqual([traded.id])
    await live(page)
    await tile('ACME').click()
    await expect.poll(() => positions).toHaveLength(2)
    await live(page)
    await trade(102)
    await tile('UMBR').getByText('102.00').waitFor()
    expect(await tile('ACME').textContent()).toContain('Follow')
  })

  test('token: when it expires, a fresh one is fetched and nothing is missed', async ({ expect }) => {
    const page = await dashboard().open('Mei')
    const statuses: number[] = []
    page.on('response', (response) => {
      if (/me\/events|token/.test(response.url())) {
        statuses.push(response.status())
      }
    })
    await page.getByRole('button', { name: 'Expire token' }).click()
    await expect.poll(() => statuses, { timeout: 10_000 }).toEqual([401, 200, 200])
    await live(page)
    const noor = await signIn(dashboard().url, 'noor')
    await noor.post('/users/mei/notify', { text: 'after the renewal' })
    await page.getByText('after the renewal').waitFor()
  })

  test.concurrent('scoreboard: shows the newest board, best first', async ({ expect }) => {
    const page = await dashboard().open('Noor')
    const mei = await signIn(dashboard().url, 'mei')
    await mei.post('/scores', { points: 150 })
    await panel(page, 'Scoreboard').getByRole('button', { name: 'Score 100' }).click()
    await panel(page, 'Scoreboard').getByRole('button', { name: 'Score 100' }).click()
    await expect
      .poll(async () => await panel(page, 'Scoreboard').getByRole('listitem').allTextContents())
      .toEqual([expect.stringMatching(/Noor\s*200/), expect.stringMatching(/Mei\s*150/)])
  })

  test.concurrent('answer: is stopped by its reader', async ({ expect }) => {
    const page = await dashboard().open('Alice')
    const answer = panel(page, 'Answer')
    await say(page, 'Answer', 'Question', 'Stop?')
    await answer.getByText('You asked').waitFor()
    const stopped = page.waitForResponse((response) => response.url().endsWith('/stop'))
    await answer.getByRole('button', { name: 'Stop' }).click()
    await answer.getByText('Stopped', { exact: true }).waitFor()
    expect((await stopped).status()).toBe(202)
  })

  test.concurrent('answer: is cut, resumed and finished, every token once', async ({ expect }) => {
    const page = await dashboard().open('Noor')
    const positions: (string | undefined)[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/v1/messages')) {
        positions.push(request.headers()['last-event-id'])
      }
    })
    const answer = panel(page, 'Answer')
    await answer.getByRole('button', { name: 'Anthropic' }).click()
    await say(page, 'Answer', 'Question', 'Cut?')
    await answer.getByText('You asked').waitFor()
    await answer.getByRole('button', { name: 'Cut' }).click()
    await answer.getByText('Finished', { exact: true }).waitFor()
    const whole = answerTo('Cut?').map(({ text }) => text)
    expect(await answer.locator('.answer').textContent()).toBe(whole.join(''))
    expect(positions).toEqual([undefined, expect.stringMatching(/-\d+$/)])
  })

  test.concurrent('badge: counts down to the next attempt, says why it waits, and can be asked not to', async ({
    expect,
  }) => {
    const page = await dashboard().open('Bob')
    await page.getByRole('button', { name: '503' }).click()
    await page.getByText('Server says 503').first().waitFor()
    await expect.poll(async () => await page.locator('.countdown').textContent()).toMatch(/^[1-9]\d?\.\d s$/)
    const asked = page.waitForResponse((response) => response.url().endsWith('/me/events'))
    await page.getByRole('button', { name: 'Retry now' }).click()
    expect((await asked).status()).toBe(503)
  })

  test.concurrent('network: what fails offline goes on where it was, and a slow network is slow', async ({
    expect,
  }) => {
    const page = await dashboard().open('Noor')
    await say(page, 'Answer', 'Question', 'Offline?')
    await page.getByText('You asked').waitFor()
    await page.getByRole('button', { name: 'Go offline' }).click()
    await page.getByText('Server not reachable').first().waitFor()
    await page.getByText('Cut off, resuming').waitFor()
    await page.getByRole('button', { name: 'Go offline' }).click()
    await page.getByText('Finished', { exact: true }).waitFor()
    await live(page)
    await page.getByRole('button', { name: 'Slow network' }).click()
    await notify(page, 'Me', 'took its time')
    await page.getByText('took its time').waitFor()
    expect(await page.getByRole('button', { name: 'Slow network' }).getAttribute('aria-pressed')).toBe('true')
  })
}
