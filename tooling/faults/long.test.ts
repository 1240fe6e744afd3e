// The long runs in short: what must stay flat is flat.
import { describe, expect, test } from 'vitest'
import { measureLeaks } from './long/cycles.ts'

describe('300 streams, opened and closed in every way', () => {
  test('no socket, no timer and no listener stays', { timeout: 60_000 }, async () => {
    const samples = await measureLeaks(300, 3)
    expect(samples.map(({ cycles }) => cycles)).toEqual([0, 100, 200, 300])
    expect(samples.map(({ sockets }) => sockets)).toEqual([0, 0, 0, 0])
    expect(samples.map(({ listeners }) => listeners)).toEqual([0, 0, 0, 0])
    expect(samples.at(-1)?.timers).toBeLessThan(5)
  })
})
