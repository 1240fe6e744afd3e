// A component's file is edited under Vite's development server: what the page shows, and how many requests its stream made.
// Knows files, Vite and a stream of two events; knows nothing of frameworks.
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright'
import { createServer, type Plugin } from 'vite'
import { onTestFinished } from 'vitest'
import { chromiumLaunchOptions } from '../browser/find-browser.ts'

const root = resolve(import.meta.dirname, '../..')

export interface HotApp {
  /** The framework and its plugin are installed in this example. */
  readonly example: 'react' | 'vue'
  readonly plugin: string
  readonly main: string
  /** The component's file, and its text; the word "before" in it becomes "after". */
  readonly component: readonly [file: string, text: string]
}

/** The text of the page before and after the edit and one more event, and the requests made until then. */
export async function editWhileOpen(app: HotApp): Promise<{ texts: (string | null)[]; requests: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'linefeed-hot-reload-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const modules = join(root, 'examples', app.example, 'node_modules')
  symlinkSync(modules, join(folder, 'node_modules'))
  const [file, text] = app.component
  const write = (name: string, contents: string): void => writeFileSync(join(folder, name), contents)
  write('index.html', '<!doctype html><div id="app"></div><script type="module" src="/main.js"></script>')
  write('main.js', app.main)
  write(file, text)

  const responses: ServerResponse[] = []
  const plugin = createRequire(join(modules, 'x.js')).resolve(app.plugin)
  const framework = (await import(pathToFileURL(plugin).href)) as { default: () => Plugin }
  const server = await createServer({
    configFile: false,
    root: folder,
    cacheDir: join(folder, '.vite'),
    logLevel: 'error',
    plugins: [framework.default(), ticks(responses)],
    resolve: {
      dedupe: ['react', 'react-dom', 'vue'],
      alias: Object.fromEntries(
        [app.example, 'client/store', 'client', 'parser'].map((name) => [
          `@linefeed/${name}`,
          join(root, 'packages', name.replace('/', '/src/').replace(/^([a-z]+)$/, '$1/src'), 'index.ts'),
        ]),
      ),
    },
    server: { port: 0, host: '127.0.0.1', fs: { strict: false } },
  })
  onTestFinished(() => server.close())
  await server.listen()

  const browser = await chromium.launch(chromiumLaunchOptions())
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  await page.goto(server.resolvedUrls?.local[0] ?? '')
  const shown = page.locator('p')
  const texts: (string | null)[] = []
  await page.getByText('before: one').waitFor()
  texts.push(await shown.textContent())
  // A reload of the page would be no hot one: it forgets this.
  await page.evaluate('globalThis.sameDocument = true')
  write(file, text.replace('before', 'after'))
  await page.getByText('after: one').waitFor()
  responses.at(-1)?.write('data: two\n\n')
  await page.getByText('after: one, two').waitFor()
  texts.push(await shown.textContent(), String(await page.evaluate('globalThis.sameDocument')))
  return { texts, requests: responses.length }
}

function ticks(responses: ServerResponse[]): Plugin {
  return {
    name: 'ticks',
    configureServer({ middlewares }) {
      middlewares.use('/events', (_request, response) => {
        responses.push(response)
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write('data: one\n\n')
      })
    },
  }
}
