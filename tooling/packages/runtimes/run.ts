// Plays the scenario on every runtime of this machine and says which were not found; --write puts the table into the README.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { everywhere, whereFound } from './all.ts'
import { createProject } from './project.ts'
import { surprises, type Report, type Runtime } from './runtime.ts'
import { startSite } from './site.ts'
import { putTable, type Row } from './table.ts'

const readme = resolve(import.meta.dirname, '../../../README.md')

using project = await createProject()
const rows: Row[] = []
for (const runtime of [...everywhere, ...whereFound]) {
  rows.push(await run(runtime))
}
if (process.argv.includes('--write')) {
  writeFileSync(readme, putTable(readFileSync(readme, 'utf8'), rows))
}

async function run(runtime: Runtime): Promise<Row> {
  const { name, place } = runtime
  const version = await runtime.find()
  const label = `${name}, ${place}`
  if (version === undefined) {
    console.log(`not found  ${label}`)
    return { name, place, version, report: {} }
  }
  const report = await playOn(runtime)
  const failures = Object.entries(surprises(runtime, report))
  console.log(`${failures.length === 0 ? 'as it should' : 'FAILED'}  ${label} (${version})`)
  for (const [step, outcome] of failures) {
    console.log(`    ${step}: ${outcome}`)
    process.exitCode = 1
  }
  return { name, place, version, report }
}

/** One that breaks down is a row like the others. */
async function playOn(runtime: Runtime): Promise<Report> {
  await using site = await startSite(project.files)
  try {
    return await runtime.play(project, site.origin)
  } catch (error) {
    return { connect: String(error) }
  }
}
