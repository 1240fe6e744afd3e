// The trial of `pnpm run scale`, small enough for every run.
import { expect, test } from 'vitest'
import { whyWithout } from '../../../tooling/debian/find-service.ts'
import { runScale } from '../scale/run-scale.ts'

test.skipIf(whyWithout('redis-server') !== undefined)(
  'three processes on one Redis, killed like Redis itself while events flow: every client gets each of its events once and in order',
  async () => {
    const result = await runScale({
      seed: 3,
      clients: 60,
      users: 12,
      processes: 3,
      kills: 3,
      redisKills: 1,
      seconds: 8,
      eventsPerSecond: 60,
      history: 200,
      away: 3,
      crowds: 1,
    })
    const faulty = result.reports.filter((one) => one.lost + one.doubled + one.disordered + one.foreign > 0)
    expect([faulty, result.forgotten, result.allInTime]).toEqual([[], 0, true])
    expect(result.killed).toBeGreaterThan(1)
    expect(result.stored).toBeGreaterThan(400)
    // Who was away for longer than the log remembers was told, and nobody else.
    expect(result.reports.map(({ isAway, gaps, toldLost }) => [gaps > 0, toldLost > 0, isAway])).toEqual(
      result.reports.map(({ isAway }) => [isAway, isAway, isAway]),
    )
    // Reconnects there were, or the kills killed nothing.
    expect(result.reports.reduce((sum, { attempts }) => sum + attempts, 0)).toBeGreaterThan(result.reports.length + 10)
  },
)
