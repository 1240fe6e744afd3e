// `pnpm run faults`: random schedules from a seed, or one schedule from the command line.
import { parseArgs } from 'node:util'
import { inChromium } from './chromium/setting.ts'
import { check, describeFailure } from './harness/check.ts'
import { judge } from './harness/judge.ts'
import { play } from './harness/play.ts'
import { createProgress } from './harness/progress.ts'
import { parseSchedule, printSchedule } from './harness/schedule.ts'
import { overHttp1, overHttp2 } from './harness/settings.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    runs: { type: 'string', default: '10000' },
    lanes: { type: 'string', default: '8' },
    path: { type: 'string' },
    schedule: { type: 'string' },
    http2: { type: 'boolean', default: false },
    chromium: { type: 'boolean', default: false },
    times: { type: 'string', default: '1' },
  },
})

const setting = values.chromium ? await inChromium() : values.http2 ? await overHttp2() : overHttp1
const succeeded = values.schedule === undefined ? await playRandom() : await playOne(values.schedule)
await setting.close()
process.exitCode = succeeded ? 0 : 1

async function playRandom(): Promise<boolean> {
  const seed = Number(values.seed ?? Date.now() % 2 ** 31)
  const runs = Number(values.runs)
  const lanes = values.path === undefined ? Number(values.lanes) : 1
  const progress = createProgress(runs)
  const startedAt = performance.now()
  const { tally, failures } = await check({
    seed,
    runs,
    lanes,
    path: values.path,
    setting,
    onPlayed: ({ schedules }) => progress.show(schedules, `schedules, seed ${seed}`),
  })
  progress.clear()
  failures.forEach((failure) => console.log(`${describeFailure(failure)}\n`))
  console.table({
    seed,
    ...tally,
    versions: [...tally.versions].join(', '),
    'lanes with a broken promise': failures.length,
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
  })
  return failures.length === 0
}

async function playOne(text: string): Promise<boolean> {
  const schedule = parseSchedule(text)
  const stage = await setting.openStage()
  let broken = 0
  for (let time = 0; time < Number(values.times); time++) {
    const recording = await play(schedule, stage)
    const violations = judge(schedule, recording)
    broken += violations.length > 0 ? 1 : 0
    if (violations.length > 0 || values.times === '1') {
      console.log(printSchedule(schedule))
      console.log(recording.moments.map(({ kind, ...facts }) => `${kind} ${Object.values(facts).join()}`).join('\n'))
      console.log(`reported: ${recording.codes.join(', ') || 'nothing'}; connections: ${recording.connections}`)
      console.log(violations.length > 0 ? violations.join('\n') : 'every promise was kept')
    }
  }
  await stage.close()
  return broken === 0
}
