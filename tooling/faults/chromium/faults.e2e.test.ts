// Promises 1, 2, 5, 7 and 8 under fire in Chromium, over HTTP/2 and TLS: random schedules from one seed.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { check, describeFailure } from '../harness/check.ts'
import type { Setting } from '../harness/settings.ts'
import { inChromium } from './setting.ts'

const seed = 20_261_121
const runs = 150

let setting: Setting
beforeAll(async () => {
  setting = await inChromium()
})
afterAll(() => setting.close())

test(`${runs} schedules from a seed: every promise is kept, over HTTP/2 alone`, async () => {
  const { tally, failures } = await check({ seed, runs, lanes: 4, setting })
  expect(failures.map(describeFailure).join('\n\n')).toBe('')
  expect([tally.schedules, ...tally.versions]).toEqual([runs, '2.0'])
  expect(tally.connections).toBeGreaterThan(runs)
  expect(tally.gaps).toBeGreaterThan(10)
})
