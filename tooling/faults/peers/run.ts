// `pnpm run faults:peers`: the same schedules for every contender → the tables of the READMEs.
import { parseArgs } from 'node:util'
import { createProgress } from '../harness/progress.ts'
import { startStage } from '../harness/stage.ts'
import { contenders, type Contender } from './contenders.ts'
import { addScores, noScore, runStorm, runTrial, type Score } from './trial.ts'
import { createTrials, storms, type Trial } from './trials.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    schedules: { type: 'string', default: '50' },
    lanes: { type: 'string', default: '6' },
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
const totals = contenders.map((contender) =>
  trials.map((trial) => scoreOf(contender, trial)).reduce(addScores, noScore),
)
const row = (...cells: unknown[]): string => `| ${cells.join(' | ')} |`
const names = contenders.map(({ name }) => name)
const rule = row('---', ...names.map(() => '---:'))

console.log(
  [
    row('schedules survived', ...names),
    rule,
    ...trials.map((trial) =>
      row(
        trial.name,
        ...contenders.map((contender) => {
          const { survived, schedules } = scoreOf(contender, trial)
          return schedules === 0 ? '—' : `${survived}/${schedules}`
        }),
      ),
    ),
    row('**all**', ...totals.map(({ survived, schedules }) => `**${survived}/${schedules}**`)),
    ...(['lost', 'doubled', 'disordered', 'mangled'] as const).map((key) =>
      row(`events ${key}`, ...totals.map((score) => score[key])),
    ),
    row('schedules without an end', ...totals.map(({ stuck }) => stuck)),
    row('sockets left after closing', ...totals.map(({ socketsLeft }) => socketsLeft)),
    '',
    row('requests in the first second, with defaults', ...names),
    rule,
    ...storms.map(({ name }, index) => row(name, ...contenders.map((contender) => requests.get(contender)?.[index]))),
    '',
    ...trials.map(({ name, meaning }) => `- **${name}**: ${meaning}.`),
  ].join('\n'),
)
process.exit()
