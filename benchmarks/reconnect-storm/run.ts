// The whole comparison: `node run.ts` prints tables and writes plots; see `--help`.
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import { plot } from './plot.ts'
import { candidates, ideal, linefeed, peers, type Policy } from './policies.ts'
import { scenarios } from './scenarios.ts'
import { simulate } from './simulate.ts'
import { toMarkdown, toSummary, type Summary } from './table.ts'

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '50000' },
    drain: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    timeout: { type: 'string', default: '10' },
    scenario: { type: 'string' },
    policy: { type: 'string' },
    candidates: { type: 'boolean', default: false },
    plots: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const help = `
--clients 50000      two million at most
--drain 100          seconds that the servers need to accept all clients
--seed 1
--timeout 10         seconds after which a connection in the accept queue is given up
--scenario crash     only this one: ${scenarios.map(({ name }) => name).join(', ')}
--policy Linefeed    only this one
--candidates         other defaults in place of other policies
--plots              write one SVG per scenario
--json               the tables' numbers alone
`

const isChosen = ({ name }: { name: string }): boolean => values.scenario === undefined || name === values.scenario
if (!scenarios.some(isChosen)) {
  throw new Error(`Cannot simulate scenario: it must be one of those in --help, got ${values.scenario}`)
}

if (values.help) {
  console.log(help)
} else {
  await run(Number(values.clients), Number(values.drain), Number(values.seed))
}

async function run(clients: number, drain: number, seed: number): Promise<void> {
  const capacity = clients / drain
  const setting = { clients, capacity, seed, queueTimeout: Number(values.timeout) * 1_000 }
  const chosen = scenarios.filter(isChosen)
  const policies = [linefeed, ...(values.candidates ? candidates : [...peers, ideal])].filter(
    ({ name }) => values.policy === undefined || name === values.policy,
  )
  // Its own timer never fires in a loop that never pauses; each second of the simulation moves it instead.
  const bar = new SingleBar({
    format: '{bar} {value}/{total} {run}, second {second}',
    noTTYOutput: false,
    clearOnComplete: true,
  })
  const told: { scenario: string; title: string; policies: Summary[] }[] = []
  bar.start(chosen.length * policies.length, 0)
  for (const scenario of chosen) {
    const runOf = (policy: Policy) => {
      const figures = simulate(scenario, policy, setting, (second) =>
        bar.update({ run: `${scenario.name}, ${policy.name}`, second }),
      )
      bar.increment()
      return { policy: policy.name, figures }
    }
    const runs = policies.map(runOf)
    const summaries = runs.map((one) => toSummary(one, capacity))
    told.push({ scenario: scenario.name, title: scenario.title, policies: summaries })
    if (!values.json) {
      console.log(`\n### ${scenario.title}\n\n${toMarkdown(summaries)}`)
    }
    if (values.plots) {
      const svg = await plot(scenario.title, runs, capacity)
      writeFileSync(resolve(import.meta.dirname, `${scenario.name}.svg`), `${svg}\n`)
    }
  }
  bar.stop()
  if (values.json) {
    console.log(JSON.stringify({ clients, drain, seed, scenarios: told }))
  }
}
