// The whole comparison: `pnpm run client` prints the tables and writes client.svg. `--ours` leaves the peers out,
// `--against=‹part of a name›` all but one, `--only=‹part of a name›` all other workloads; `--rounds=‹n›` says how long, `--generations=‹n›`
// in how many lives of the processes; `--json` prints the figures alone.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { clients, limits, type Contender } from './contenders.ts'
import { collect, summarizeAll, type Running } from './measure.ts'
import { plot } from './plot.ts'
import type { Sample } from './reader.ts'
import { toMarkdown } from './report.ts'
import { workloads } from './workloads.ts'

const valueOf = (name: string): string | undefined =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3)
const start = (file: string, ...args: string[]) => fork(new URL(file, import.meta.url), args)

const isOursAlone = process.argv.includes('--ours')
const isJson = process.argv.includes('--json')
const only = valueOf('only') ?? ''
const rounds = Number(valueOf('rounds') ?? 25)
const generations = Number(valueOf('generations') ?? 3)
const peer = valueOf('against') ?? ''
const contenders: Contender[] = [
  ...limits,
  ...clients.filter(({ kind, name }) => kind === 'ours' || (!isOursAlone && name.includes(peer))),
]
const chosen = workloads
  .map((workload, index) => ({ workload, index }))
  .filter(({ workload }) => workload.name.includes(only))
const samples = chosen.map(() => contenders.map((): Sample[] => []))
const server = start('server.ts')
const [port] = (await once(server, 'message')) as [number]

try {
  for (let generation = 1; generation <= generations; generation++) {
    const running = contenders.map((contender): Running => ({
      ...contender,
      process: start('reader.ts', contender.name),
    }))
    try {
      for (const [at, { workload, index }] of chosen.entries()) {
        console.error(`${workload.name}, ${generation} of ${generations}`)
        const request = { origin: `http://127.0.0.1:${port}`, index }
        // oxlint-disable-next-line no-await-in-loop -- only one may run at a time
        const collected = await collect(request, running, Math.ceil(rounds / generations))
        collected.forEach((own, contender) => samples[at]?.[contender]?.push(...own))
      }
    } finally {
      running.forEach(({ process }) => process.disconnect())
    }
  }
} finally {
  server.disconnect()
}

const results = Object.fromEntries(
  chosen.map(({ workload }, at) => [workload.name, summarizeAll(workload, contenders, samples[at] ?? [])]),
)
console.log(isJson ? JSON.stringify({ rounds, results }) : toMarkdown(results))
if (!isOursAlone && !isJson && only === '' && peer === '') {
  writeFileSync(new URL('client.svg', import.meta.url), await plot(results))
}
