// `pnpm run faults:peers`: the same schedules for every contender → the tables of the README; `--json` for the figures alone.
import { parseArgs } from 'node:util'
import { createProgress } from '../harness/progress.ts'
import { startStage } from '../harness/stage.ts'
import { contenders, type Contender } from './contenders.ts'
import { toMarkdown, type Comparison } from './report.ts'
import { addScores, noScore, runStorm, runTrial, type Score } from './trial.ts'
import { createTrials, storms, type Trial } from './trials.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    schedules: { type: 'string', default: '50' },
    lanes: { type: 'string', default: '6' },
    json: { type: 'boolean', default: false },
  },
})

// Some peers let a rejection of theirs go unhandled; it must not end the comparison.
process.on('unhandledRejection', () => {})

const trials = createTrials(Number(values.seed), Number(values.schedules))
const jobs = contenders.flatMap((contender) => trials.map((trial) => ({ contender, trial, score: noScore })))
const plays = jobs.flatMap((job) =>
  job.trial.schedules.filter(({ method }) => method !== job.contender.lacks).map((schedule) => ({ job, schedule })),
)
const requests = new Map<Contender, number[]>(contenders.map((contender) => [contender, []]))
const progress = createProgress(plays.length)
let played = 0

await Promise.all(
  Array.from({ length: Number(values.lanes) }, async () => {
    const stage = await startStage()
    for (let play = plays.shift(); play; play = plays.shift()) {
      const { job, schedule } = play
      const score = await runTrial(job.contender, schedule, stage)
      job.score = addScores(job.score, score)
      progress.show(++played, `schedules, ${job.contender.name}`)
    }
    await stage.close()
  }),
)
const stage = await startStage()
for (const contender of contenders) {
  for (const { schedule } of storms) {
    requests.get(contender)?.push(await runStorm(contender, schedule, stage))
  }
}
await stage.close()
progress.clear()

const scoreOf = (contender: Contender, trial: Trial): Score =>
  jobs.find((job) => job.contender === contender && job.trial === trial)?.score ?? noScore
const comparison: Comparison = {
  seed: Number(values.seed),
  contenders: contenders.map((contender) => {
    const scores = trials.map((trial) => scoreOf(contender, trial))
    const total = scores.reduce(addScores, noScore)
    return { name: contender.name, scores, total, requests: requests.get(contender) ?? [] }
  }),
  trials: trials.map(({ name, meaning }) => ({ name, meaning })),
  storms: storms.map(({ name }) => name),
}
console.log(values.json ? JSON.stringify(comparison) : toMarkdown(comparison))
process.exit()
