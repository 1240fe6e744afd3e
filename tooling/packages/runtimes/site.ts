// One origin per runtime: the example server, in a process of its own; what it lacks; and the files that browsers load.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream'
import { besideAnswers } from './beside.ts'

const main = resolve(import.meta.dirname, '../../../examples/server/src/main.ts')

export interface Site extends AsyncDisposable {
  readonly origin: string
}

/** Serves `files`, URL → path or, when it begins with `<`, the page itself. */
export async function startSite(files: Readonly<Record<string, string>>): Promise<Site> {
  const dataDir = mkdtempSync(join(tmpdir(), 'linefeed-runtimes-'))
  const example = fork(main, { env: { ...process.env, PORT: '0', DATA_DIR: dataDir }, silent: true })
  const [{ listening }] = (await once(example, 'message')) as [{ listening: string }]
  const beside = besideAnswers()
  const server = createServer((request, response) => {
    const url = request.url ?? ''
    const answer = beside[url]
    const file = files[url]
    if (answer) {
      void answer(request, response)
    } else if (file === undefined) {
      passOn(listening, request, response)
    } else {
      response.setHeader('content-type', file.startsWith('<') ? 'text/html' : 'text/javascript')
      response.end(file.startsWith('<') ? file : readFileSync(file))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      example.kill()
      await once(example, 'exit')
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** A cut on one side is a cut on the other. */
function passOn(to: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url = '' } = request
  const onward = forward(new URL(url, to), { ...(method !== undefined && { method }), headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    response.flushHeaders()
    pipeline(answer, response, () => {})
  })
  onward.on('error', () => response.destroy())
  response.on('close', () => onward.destroy())
  request.pipe(onward)
}
