// The tarball of the client on every runtime that the registry has, and in Chromium: connect, drop, resume, schema, abort.
import { createServer, type Server } from 'node:http'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { execFile } from 'node:child_process'
import { chromium } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumLaunchOptions } from '../browser/find-browser.ts'
import { createFolder, installAll, packAll } from './pack.ts'

const folder = createFolder()
let server: Server
let origin: string

beforeAll(async () => {
  const needed = packAll(folder.path).filter(({ name }) => /parser|client/.test(name))
  installAll(folder.path, needed)
  server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  writeFileSync(
    join(folder.path, 'smoke.mjs'),
    `${scenario}\nconsole.log(await play(process.argv[2]))\nprocess.exit(0)`,
  )
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
  folder.dispose()
})

/** Plays in any runtime: its answer says what was got, how it ended, and in which phase the stream is. */
const scenario = `
import { bearer, createEventStream, json } from '@linefeed/client'

async function play(origin) {
  const stream = createEventStream(origin + '/events', {
    body: { topic: 'ключ' },
    resumable: true,
    headers: bearer(({ renew }) => (renew ? 'new' : 'old')),
    decode: { count: json() },
    retry: { base: 1, cap: 1 },
    until: 'bye',
  })
  const got = []
  for await (const event of stream) {
    if (event.type === 'count') got.push(event.data.n)
  }
  const { reason } = await stream.done
  const controller = new AbortController()
  const endless = createEventStream(origin + '/endless', { signal: controller.signal })
  endless.on(() => controller.abort('enough'))
  const aborted = await endless.done
  return JSON.stringify([got, reason, aborted, endless.state.phase])
}
`

const expected = JSON.stringify([[1, 2, 3, 4, 5], 'finished', { reason: 'aborted', error: 'enough' }, 'closed'])

const answer: Parameters<typeof createServer>[1] = (request, response) => {
  const headers = { 'content-type': 'text/event-stream', connection: 'close' }
  if (request.url === '/endless') {
    response.writeHead(200, headers)
    response.write('data: on and on\n\n')
    return
  }
  if (request.url !== '/events') {
    const isModule = request.url?.endsWith('.js')
    response.setHeader('content-type', isModule ? 'text/javascript' : 'text/html')
    response.end(isModule ? readFileSync(join(folder.path, 'node_modules', request.url ?? '')) : page)
    return
  }
  if (request.headers.authorization !== 'Bearer new') {
    response.writeHead(401).end()
    return
  }
  const after = Number(request.headers['last-event-id'] ?? 0)
  response.writeHead(200, headers)
  response.write(`event: count\nid: ${after + 1}\ndata: {"n":${after + 1}}\n\n`)
  if (after === 4) {
    response.end('event: bye\ndata:\n\n')
  } else {
    response.write('event: count\nid: torn\ndata: {"n"', () => response.destroy())
  }
}

const page = `<!doctype html><script type="importmap">{"imports":{
  "@linefeed/client":"/@linefeed/client/dist/index.js","@linefeed/parser":"/@linefeed/parser/dist/index.js"
}}</script><script type="module">${scenario}\nwindow.result = play(location.origin)</script>`

const runtimes: [name: string, command: string[]][] = [
  ...['20', '22', '24', '26'].map((version): [string, string[]] => [
    `Node ${version}`,
    ['-p', `node@${version}`, 'node'],
  ]),
  ['Bun', ['-p', 'bun@1.4.5', 'bun']],
  ['Deno', ['-p', 'deno@2.9.6', 'deno', 'run', '-A']],
]

test.each(runtimes)('%s: the scenario ends as it should', async (_name, [...command]) => {
  const args = ['-y', ...command, 'smoke.mjs', origin]
  const printed = await new Promise<string>((resolve, reject) => {
    execFile('npx', args, { cwd: folder.path }, (error, stdout, stderr) =>
      error ? reject(new Error(`Cannot run npx ${args.join(' ')}: ${stderr}`, { cause: error })) : resolve(stdout),
    )
  })
  expect(printed.trim()).toBe(expected)
})

test('Chromium: the scenario ends as it should', async () => {
  const browser = await chromium.launch(chromiumLaunchOptions())
  try {
    const tab = await browser.newPage()
    await tab.goto(origin)
    expect(await tab.evaluate('window.result')).toBe(expected)
  } finally {
    await browser.close()
  }
})
