// WebKitGTK by its own WebDriver, on a display that nobody sees. Playwright's WebKit is no package of any distribution.
// @see https://www.w3.org/TR/webdriver2/
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { browserPlaces, pageOf } from './project.ts'
import { bodiesInMemory, type Report, type Runtime } from './runtime.ts'

const driverPath = '/usr/bin/WebKitWebDriver'
const displayPath = '/usr/bin/Xvfb'

interface Session {
  readonly version: string
  ask(command: string, body: unknown): Promise<unknown>
}

let version: Promise<string> | undefined

export const webkitRuntimes: Runtime[] = browserPlaces.map((place) => ({
  name: 'WebKitGTK',
  place,
  departs: bodiesInMemory,
  find: async () => {
    if (!existsSync(driverPath) || !existsSync(displayPath) || findMiniBrowser() === undefined) {
      return undefined
    }
    version ??= withSession(async (session) => session.version)
    return await version
  },
  play: async (_project, origin) =>
    await withSession(async ({ ask }) => {
      await ask('timeouts', { script: 100_000 })
      await ask('url', { url: origin + pageOf(place) })
      const script = 'const done = arguments[0]; window.result.then(done, (error) => done({ page: String(error) }))'
      return (await ask('execute/async', { script, args: [] })) as Report
    }),
}))

async function withSession<Result>(use: (session: Session) => Promise<Result>): Promise<Result> {
  const children: ChildProcess[] = []
  try {
    const display = spawn(displayPath, ['-displayfd', '1', '-nolisten', 'tcp'], { stdio: ['ignore', 'pipe', 'ignore'] })
    children.push(display)
    const [number] = (await once(createInterface(display.stdout), 'line')) as [string]
    const port = await freePort()
    const env = { ...process.env, DISPLAY: `:${number}`, WEBKIT_DISABLE_COMPOSITING_MODE: '1' }
    children.unshift(spawn(driverPath, [`--port=${port}`], { env, stdio: 'ignore' }))
    const driver = `http://127.0.0.1:${port}`
    await listening(driver)
    return await open(driver, use)
  } finally {
    for (const child of children) {
      child.kill()
      await once(child, 'exit')
    }
  }
}

async function open<Result>(driver: string, use: (session: Session) => Promise<Result>): Promise<Result> {
  const binary = findMiniBrowser()
  const browser = { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary, args: ['--automation'] } }
  const created = (await post(`${driver}/session`, { capabilities: { alwaysMatch: browser } })) as {
    sessionId: string
    capabilities: { browserVersion: string }
  }
  const session = `${driver}/session/${created.sessionId}`
  try {
    return await use({
      version: created.capabilities.browserVersion,
      ask: async (command, body) => await post(`${session}/${command}`, body),
    })
  } finally {
    await fetch(session, { method: 'DELETE' })
  }
}

async function post(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
  const { value } = (await response.json()) as { value: unknown }
  if (!response.ok) {
    throw new Error(`Cannot drive WebKit: the driver must agree, got ${JSON.stringify(value)}`)
  }
  return value
}

/** The driver says nothing when it is ready, so it is asked until it answers. */
async function listening(driver: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answered = await fetch(`${driver}/status`).then(
      () => true,
      () => false,
    )
    if (answered) {
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('Cannot start WebKitWebDriver: it must listen within ten seconds, got silence')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function findMiniBrowser(): string | undefined {
  const libraries = existsSync('/usr/lib') ? readdirSync('/usr/lib').filter((name) => name.endsWith('-linux-gnu')) : []
  return libraries
    .flatMap((name) => ['4.1', '6.0', '4.0'].map((api) => join('/usr/lib', name, `webkit2gtk-${api}/MiniBrowser`)))
    .find((path) => existsSync(path))
}
