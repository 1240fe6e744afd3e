// Chromium, React as in production, an event every 16 ms → a table: how long a transition takes beside each reader.
// `--repeats=‹n›` says how many transitions; `--json` prints the figures alone.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { chromium } from 'playwright'
import { chromiumLaunchOptions } from '../../tooling/browser/find-browser.ts'
import type { measure as measureInPage } from './page.ts'

declare const measure: typeof measureInPage
declare const names: string[]

const repeats = Number(process.argv.find((argument) => argument.startsWith('--repeats='))?.slice(10) ?? 7)

const { outputFiles } = await build({
  entryPoints: [resolve(import.meta.dirname, 'page.ts')],
  tsconfig: resolve(import.meta.dirname, '../../tsconfig.src.json'),
  nodePaths: [resolve(import.meta.dirname, '../node_modules')],
  bundle: true,
  minify: true,
  write: false,
  define: { 'process.env.NODE_ENV': '"production"' },
})
const script = outputFiles[0]?.text ?? ''

let requests = 0
const server = createServer(({ url }, response) => {
  if (url !== '/stream') {
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><body></body><script>${script.replaceAll('</script', '<\\/script')}</script>`)
    return
  }
  requests++
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  let sent = 0
  const ticking = setInterval(() => response.write(`data: ${++sent}\n\n`), 16)
  response.on('close', () => clearInterval(ticking))
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

const browser = await chromium.launch(chromiumLaunchOptions())
const page = await browser.newPage()
await page.goto(`http://127.0.0.1:${port}/`)
const rows: { reader: string; median: number; slowest: number; requests: number }[] = []
for (const name of await page.evaluate(() => names)) {
  console.error(name)
  requests = 0
  const durations = await page.evaluate(
    ([reader = '', count]) => measure(reader, Number(count)),
    [name, String(repeats)],
  )
  const sorted = durations.toSorted((a, b) => a - b)
  const [median = 0, slowest = 0] = [sorted[Math.floor(repeats / 2)], sorted.at(-1)]
  rows.push({ reader: name, median, slowest, requests })
}
await browser.close()
server.close()
server.closeAllConnections()

if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ repeats, rows }))
} else {
  console.log('| beside | transition, ms: median | slowest | requests |\n| --- | ---: | ---: | ---: |')
  for (const row of rows) {
    console.log(`| ${row.reader} | ${Math.round(row.median)} | ${Math.round(row.slowest)} | ${row.requests} |`)
  }
}
