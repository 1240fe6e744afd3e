// The same comparison in Node 24, Node 22, Bun and Chromium, and a plot of it in engines.svg.
import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { chromium } from 'playwright'
import { toMarkdown, type Row } from './compare.ts'
import { plot } from './plot.ts'

const script = resolve(import.meta.dirname, 'run.ts')

function runWith(...command: string[]): Row[] {
  const [file = 'node', ...args] = command
  const output = execFileSync(file, [...args, script, '--quick', '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return (JSON.parse(output) as { rows: Row[] }).rows
}

async function runInChromium(): Promise<Row[]> {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, 'browser.ts')],
    bundle: true,
    format: 'iife',
    write: false,
  })
  const system = '/usr/bin/chromium'
  const browser = await chromium.launch({
    args: ['--no-sandbox', '--disable-gpu'],
    ...(existsSync(system) ? { executablePath: system } : {}),
  })
  const page = await browser.newPage()
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' })
  const rows = await page.evaluate<Row[]>('compare()')
  await browser.close()
  return rows
}

const engines: Record<string, Row[]> = {
  'Node 24': runWith('npx', '-y', '-p', 'node@24', 'node'),
  'Node 22': runWith('npx', '-y', '-p', 'node@22', 'node'),
  Bun: runWith('npx', '-y', '-p', 'bun@1.4.5', 'bun'),
  Chromium: await runInChromium(),
}
for (const [engine, rows] of Object.entries(engines)) {
  console.log(`\n### ${engine}\n\n${toMarkdown(rows)}`)
}
writeFileSync(resolve(import.meta.dirname, 'engines.svg'), await plot(engines))
