// A framework's app in a folder of its own: installed, built, started, looked at before and after hydration. Knows no framework.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright'
import { expect, onTestFinished } from 'vitest'
import { chromiumLaunchOptions } from '../../browser/find-browser.ts'
import { createFolder, installAll, packAll, run } from '../pack.ts'

export interface App {
  readonly files: Readonly<Record<string, string>>
  readonly dependencies: readonly string[]
  /** Arguments of Node, run in the app's folder. */
  readonly build: readonly string[]
  readonly start: (port: number) => readonly string[]
}

/** Builds the app and expects: no connection while the server renders, one in the page, and no word from the console. */
export async function expectHydration(app: App): Promise<void> {
  const folder = createFolder()
  onTestFinished(() => folder.dispose())
  installAll(folder.path, packAll(folder.path), app.dependencies)
  for (const [path, text] of Object.entries(app.files)) {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true })
    writeFileSync(join(folder.path, path), text)
  }
  const events = await startEvents()
  // One name per framework: both give it to the page.
  Object.assign(process.env, { NEXT_PUBLIC_EVENTS: events.url, NUXT_PUBLIC_EVENTS: events.url })
  Object.assign(process.env, { NEXT_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' })
  run(folder.path, process.execPath, app.build)

  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await startServer(folder.path, app.start(port), port, url)
  const response = await fetch(url)
  expect(await response.text()).toContain('nothing yet')
  expect(events.requests).toEqual([])

  const browser = await chromium.launch(chromiumLaunchOptions())
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  const said: string[] = []
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => said.push(String(error)))
  await page.goto(url)
  await page.getByText('one, two').waitFor()
  expect({ said, requests: events.requests }).toEqual({ said: [], requests: ['GET'] })
}

/** Two events for every page, from another origin, and the methods of the requests so far. */
async function startEvents(): Promise<{ readonly url: string; readonly requests: readonly (string | undefined)[] }> {
  const requests: (string | undefined)[] = []
  const server = createServer((request, response) => {
    requests.push(request.method)
    response.writeHead(200, { 'content-type': 'text/event-stream', 'access-control-allow-origin': '*' })
    response.write('data: one\n\ndata: two\n\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`, requests }
}

async function startServer(folder: string, args: readonly string[], port: number, url: string): Promise<void> {
  const env = { ...process.env, PORT: String(port), HOST: '127.0.0.1' }
  const server = spawn(process.execPath, [...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(async () => await end(server))
  let printed = ''
  const ready = new Promise<void>((resolve, reject) => {
    const read = (chunk: unknown): void => {
      printed += String(chunk)
      if (/ready|listening/i.test(printed)) {
        resolve()
      }
    }
    server.stdout.on('data', read)
    server.stderr.on('data', read)
    server.once('exit', () => reject(new Error(`Cannot start ${url}: the server must stay, got\n${printed}`)))
  })
  await ready
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode === null) {
    server.kill()
    await once(server, 'exit')
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
