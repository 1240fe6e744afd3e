// The trial from a command line: options → progress on stderr, a table on stdout; exits with 1 when an event was lost or doubled.
import { parseArgs } from 'node:util'
import { runScale, type ScaleResult } from './run-scale.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    clients: { type: 'string', default: '1000' },
    users: { type: 'string', default: '200' },
    processes: { type: 'string', default: '3' },
    kills: { type: 'string', default: '12' },
    'redis-kills': { type: 'string', default: '0' },
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '60' },
    history: { type: 'string', default: '1500' },
    away: { type: 'string', default: '20' },
    crowds: { type: 'string', default: '2' },
  },
})
const {
  rate,
  'redis-kills': redisKills,
  ...options
} = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toCount(name, value)])) as Record<
  keyof typeof values,
  number
>

const result = await runScale(
  { ...options, redisKills, eventsPerSecond: rate },
  ({ second, open, stored, received, killed }) => {
    process.stderr.write(
      `\r${second} s: ${open} of ${options.clients} clients open, ${stored} events stored, ${received} received, ${killed} kills  `,
    )
  },
)
process.stderr.write('\n')
const summary = summarize(result)
console.table({
  seed: options.seed,
  clients: options.clients,
  users: options.users,
  processes: options.processes,
  redisKills,
  ...summary,
})
for (const bad of result.reports.filter((one) => one.lost + one.doubled + one.disordered + one.foreign > 0)) {
  console.log(bad)
}
process.exitCode = summary.lost + summary.doubled + summary.disordered + summary.foreign + summary.forgotten > 0 ? 1 : 0

function summarize({ reports, ...rest }: ScaleResult) {
  const sum = (what: 'received' | 'lost' | 'toldLost' | 'doubled' | 'disordered' | 'foreign' | 'gaps' | 'attempts') =>
    reports.reduce((total, report) => total + report[what], 0)
  return {
    ...rest,
    received: sum('received'),
    lost: sum('lost'),
    doubled: sum('doubled'),
    disordered: sum('disordered'),
    foreign: sum('foreign'),
    attempts: sum('attempts'),
    clientsToldOfAGap: reports.filter(({ gaps }) => gaps > 0).length,
    eventsInTheirGaps: sum('toldLost'),
  }
}

function toCount(name: string, value: string | undefined): number {
  const count = Number(value)
  if (!Number.isSafeInteger(count) || count < 0) {
    console.error(`Cannot run: --${name} must be a whole number, got ${value}`)
    process.exit(2)
  }
  return count
}
