// A seed → many random schedules, played on several stages at once; a failing one is made smaller by fast-check.
import * as fc from 'fast-check'
import { judge } from './judge.ts'
import { play } from './play.ts'
import type { Schedule } from './schedule.ts'
import { overHttp1, type Setting } from './settings.ts'

export interface Tally {
  schedules: number
  connections: number
  events: number
  gaps: number
  /** Of HTTP, as the origin saw them. */
  versions: Set<string>
}

export interface Failure {
  readonly seed: number
  readonly path: string
  readonly shrinks: number
  readonly schedule: Schedule
  readonly violations: string[]
  readonly setting: Setting
}

export interface CheckOptions {
  readonly seed: number
  readonly runs: number
  /** Schedules under way at once, each with an origin and a proxy of its own: silence costs waiting, not work. */
  readonly lanes: number
  /** Over HTTP/1.1 in this process by default. */
  readonly setting?: Setting | undefined
  /** Of a failure that was found before, where to go on. */
  readonly path?: string | undefined
  onPlayed?(tally: Readonly<Tally>): void
}

/** Milliseconds: what is found by then is small enough. */
const longestShrinking = 15_000

/** A lane's seed is `seed` plus its number: a failure is found again with its own seed and path, on one lane. */
export async function check({
  seed,
  runs,
  lanes,
  path,
  setting = overHttp1,
  onPlayed,
}: CheckOptions): Promise<{ tally: Tally; failures: Failure[] }> {
  const tally: Tally = { schedules: 0, connections: 0, events: 0, gaps: 0, versions: new Set() }
  const results = await Promise.all(
    Array.from({ length: lanes }, async (_, lane): Promise<Failure | undefined> => {
      const stage = await setting.openStage()
      let violations: string[] = []
      let giveUpAt = Infinity
      const property = fc.asyncProperty(setting.schedules, async (schedule) => {
        if (performance.now() > giveUpAt) {
          return true
        }
        const recording = await play(schedule, stage)
        tally.schedules++
        tally.connections += recording.connections
        tally.events += recording.heard.reduce((sum, { length }) => sum + length, 0)
        recording.round.versions.forEach((version) => tally.versions.add(version))
        tally.gaps += recording.gaps.length
        onPlayed?.(tally)
        const found = judge(schedule, recording)
        if (found.length > 0) {
          violations = found
          giveUpAt = Math.min(giveUpAt, performance.now() + longestShrinking)
        }
        return found.length === 0
      })
      const numRuns = Math.ceil((runs - lane) / lanes)
      const details = await fc.check(property, { seed: seed + lane, numRuns, ...(path !== undefined && { path }) })
      await stage.close()
      return details.counterexample
        ? {
            seed: details.seed,
            path: details.counterexamplePath ?? '',
            shrinks: details.numShrinks,
            schedule: details.counterexample[0],
            violations,
            setting,
          }
        : undefined
    }),
  )
  return { tally, failures: results.filter((failure) => failure !== undefined) }
}

/** What to read, and the commands that play it again. */
export function describeFailure({ seed, path, shrinks, schedule, violations, setting }: Failure): string {
  const text = JSON.stringify(schedule)
  return [
    `Broken, after ${shrinks} steps of shrinking:`,
    ...violations.map((violation) => `  ${violation}`),
    'Schedule:',
    `  ${text}`,
    'Again:',
    `  pnpm run faults${setting.flag} --seed ${seed} --path ${path}`,
    `  pnpm run faults${setting.flag} --schedule '${text}'`,
  ].join('\n')
}
