// Promises 1, 2, 5, 7 and 8 under fire, over real sockets: random schedules from one seed, and every offset of one stream.
import { describe, expect, onTestFinished, test } from 'vitest'
import { check, describeFailure } from './harness/check.ts'
import { judge } from './harness/judge.ts'
import { play } from './harness/play.ts'
import { calm, parseSchedule, printSchedule, type Schedule, type Wire } from './harness/schedule.ts'
import { startStage, type Stage } from './harness/stage.ts'

const seed = 20_261_121
const runs = 2_000

async function openStage(): Promise<Stage> {
  const stage = await startStage()
  onTestFinished(stage.close)
  return stage
}

/** What was broken, with the schedule that broke it. */
async function complaints(schedule: Schedule, stage: Stage): Promise<string[]> {
  return judge(schedule, await play(schedule, stage)).map((violation) => `${printSchedule(schedule)}: ${violation}`)
}

/** Plays schedules in so many lanes, each on a stage of its own. */
async function complaintsOfAll(schedules: readonly Schedule[], lanes: number): Promise<string[]> {
  const found = await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      const stage = await openStage()
      const own: string[] = []
      for (let index = lane; index < schedules.length; index += lanes) {
        own.push(...(await complaints(schedules[index] ?? calm, stage)))
      }
      return own
    }),
  )
  return found.flat()
}

describe('random faults', () => {
  test(`${runs} schedules from a seed: every promise is kept`, { timeout: 180_000 }, async () => {
    const { tally, failures } = await check({ seed, runs, lanes: 8 })
    expect(failures.map(describeFailure).join('\n\n')).toBe('')
    expect(tally.schedules).toBe(runs)
    expect(tally.connections).toBeGreaterThan(2 * runs)
    expect(tally.gaps).toBeGreaterThan(50)
  })
})

describe('one fault at each byte', () => {
  /** Head and body of the whole response, and a little more. */
  const size = 700
  const faults: [kind: string, (at: number) => Partial<Schedule>][] = [
    ['reset', (at) => ({ wires: [{ kind: 'reset', at }] })],
    ['close', (at) => ({ wires: [{ kind: 'closed', at }] })],
    ['silence', (at) => ({ wires: [{ kind: 'silent', at }] })],
    ['complete end', (at) => ({ answers: [{ kind: 'ended', after: at }] })],
  ]
  test.each(faults)('%s: every event comes once, in order', { timeout: 60_000 }, async (_kind, faultAt) => {
    const schedules = Array.from({ length: size }, (_, at): Schedule => ({
      ...calm,
      method: at % 2 === 0 ? 'GET' : 'POST',
      dialect: 'unicode',
      events: 6,
      ready: 6,
      ...faultAt(at),
    }))
    expect(await complaintsOfAll(schedules, 16)).toEqual([])
  })
})

describe('schedule', () => {
  test('a printed one: is parsed to the same', () => {
    const wires: Wire[] = [{ kind: 'silent', at: 3 }]
    const schedule: Schedule = { ...calm, ending: { by: 'close', after: 2 }, wires }
    expect(parseSchedule(printSchedule(schedule))).toEqual(schedule)
  })
})
