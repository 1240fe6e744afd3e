// `pnpm run benchmarks`: plays all benchmarks in turn → figures.json, README.md between its markers, and the charts.
// `--only=sizes,parser` plays some anew; `--rewrite` none; `--quick` prints what seconds can tell, and
// writes nothing; `--rounds=12` is for the client's, which is the longest.
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem, type as system } from 'node:os'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { commands } from './commands.ts'
import type { Name, Report } from './figures.ts'
import { plotOverview, plotSizes } from './plot.ts'
import { putReport, toMarkdown } from './sections.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rewrite: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string', default: '12' },
  },
})

const root = resolve(import.meta.dirname, '../..')
const paths = {
  figures: resolve(import.meta.dirname, 'figures.json'),
  readme: resolve(import.meta.dirname, '../README.md'),
  sizes: resolve(import.meta.dirname, 'sizes.svg'),
  overview: resolve(import.meta.dirname, 'overview.svg'),
}
const versions = (
  JSON.parse(readFileSync(resolve(root, 'benchmarks/package.json'), 'utf8')) as {
    devDependencies: Record<string, string>
  }
).devDependencies

const all = Object.keys(commands) as Name[]
const wanted = values.rewrite ? [] : (values.only?.split(',') ?? all)
const unknown = wanted.find((name) => !(name in commands))
if (unknown !== undefined) {
  throw new Error(`Cannot play benchmark: it must be one of ${all.join(', ')}, got ${unknown}`)
}

const known: Partial<Report> = JSON.parse(readFileSync(paths.figures, 'utf8'))
const played: Partial<Report> = {}
for (const [index, name] of all.filter((each) => wanted.includes(each)).entries()) {
  console.error(`\n${index + 1}/${wanted.length} ${name}`)
  Object.assign(played, { [name]: await play(name) })
  if (!values.quick) {
    writeFileSync(paths.figures, `${JSON.stringify({ ...known, ...played }, null, 2)}\n`)
  }
}
if (values.quick) {
  console.log(toMarkdown(played, versions))
} else {
  await write({ ...known, ...played } as Report)
}

async function play(name: Name): Promise<object> {
  const { full, quick } = commands[name]
  const rounds = name === 'client' ? [`--rounds=${values.rounds}`] : []
  const before = loadavg()[0] ?? 0
  const startedAt = performance.now()
  const child = spawn(process.execPath, [...full, ...(values.quick ? quick : rounds)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((onEnd) => child.on('close', onEnd))
  const output = await text(child.stdout)
  const code = await ended
  if (code !== 0) {
    throw new Error(`Cannot report ${name}: its command must succeed, got exit code ${code}`)
  }
  const gibibytes = Math.round(totalmem() / 2 ** 30)
  return {
    figures: JSON.parse(output) as unknown,
    date: `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    machine: `${cpus().length} cores, ${cpus()[0]?.model}, ${gibibytes} GiB, ${system()}, Node ${process.versions.node}`,
    load: [before, loadavg()[0] ?? 0],
    seconds: Math.round((performance.now() - startedAt) / 1000),
  }
}

async function write(report: Report): Promise<void> {
  writeFileSync(paths.readme, putReport(readFileSync(paths.readme, 'utf8'), toMarkdown(report, versions)))
  writeFileSync(paths.sizes, await plotSizes(report.sizes.figures))
  writeFileSync(paths.overview, await plotOverview(report))
  // Tables as the formatter has them, so that `pnpm run lint` stays quiet.
  execFileSync(resolve(root, 'node_modules/.bin/oxfmt'), [paths.readme, paths.figures], { cwd: root })
}
