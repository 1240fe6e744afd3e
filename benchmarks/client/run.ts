// The whole comparison: `pnpm run client` prints the tables and writes client.svg. `--ours` leaves the peers out,
// `--only=‹part of a name›` all other workloads, `--rounds=‹n›` says how long, `--json` prints
// the figures alone.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { clients, limits } from './contenders.ts'
import { measure, type Measurement, type Running } from './measure.ts'
import { plot } from './plot.ts'
import { toMarkdown } from './report.ts'
import { workloads } from './workloads.ts'

const valueOf = (name: string): string | undefined =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3)
const start = (file: string, ...args: string[]) => fork(new URL(file, import.meta.url), args)

const isOursAlone = process.argv.includes('--ours')
const isJson = process.argv.includes('--json')
const only = valueOf('only') ?? ''
const rounds = Number(valueOf('rounds') ?? 25)
const contenders: Running[] = [...limits, ...clients.filter(({ kind }) => kind === 'ours' || !isOursAlone)].map(
  ({ name, ...contender }) => Object.assign(contender, { name, process: start('reader.ts', name) }),
)
const server = start('server.ts')

try {
  const [port] = (await once(server, 'message')) as [number]
  const origin = `http://127.0.0.1:${port}`
  const results: Record<string, Measurement[]> = {}
  for (const [index, workload] of workloads.entries()) {
    if (workload.name.includes(only)) {
      console.error(workload.name)
      // oxlint-disable-next-line no-await-in-loop -- only one may run at a time
      results[workload.name] = await measure({ origin, index }, workload, contenders, rounds)
    }
  }
  console.log(isJson ? JSON.stringify({ rounds, results }) : toMarkdown(results))
  if (!isOursAlone && !isJson && only === '') {
    writeFileSync(new URL('client.svg', import.meta.url), await plot(results))
  }
} finally {
  for (const child of [server, ...contenders.map((contender) => contender.process)]) {
    child.disconnect()
  }
}
