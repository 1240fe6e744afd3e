// One scenario, played over real sockets by theirs or by ours; everything that can be seen of it, as lines of a log.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fetchEventSource as theirs, type FetchEventSourceInit } from '@microsoft/fetch-event-source'
import { fetchEventSource as ours } from '@linefeed/fetch-event-source'
import { serve, type TestServer } from '../../../client/test/support/server.ts'
import { standInForPage, type StandInPage } from './browser.ts'

export type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** Where a scenario happens. */
export interface Stage {
  readonly log: string[]
  readonly server: TestServer
  readonly url: string
  readonly page: StandInPage
  readonly controller: AbortController
  readonly who: keyof typeof implementations
  /** Resolves when `line` is in the log, which it may be already. */
  logged(line: string): Promise<void>
  /** Resolves when the client has let go of a response, which it may have already. */
  letGo(): Promise<void>
}

export interface Scenario {
  /** The answers to the requests, in order; the last one is given again and again. */
  readonly answers: readonly Answer[]
  readonly isVisible?: boolean
  /** Whether there is a document and a window. @defaultValue `true` */
  readonly hasPage?: boolean
  /** What the caller passes; `log` is for what it hears. */
  readonly init?: (stage: Stage) => FetchEventSourceInit
  /** What happens beside the call. */
  readonly direct?: (stage: Stage) => Promise<void>
  /** @defaultValue the server's URL */
  readonly input?: (stage: Stage) => RequestInfo
}

export const implementations = { theirs, ours }

/** Answers with an event stream that holds `chunks`, written one by one, and ends it. */
export const stream =
  (...chunks: (string | Uint8Array)[]): Answer =>
  (response) =>
    void writeAll(response, chunks).then(() => response.end())

/** As `stream`, but breaks the connection when everything is written. */
export const broken =
  (...chunks: string[]): Answer =>
  (response) =>
    void writeAll(response, chunks).then(() => response.destroy())

/** As `stream`, but leaves the response open. */
export const open =
  (...chunks: string[]): Answer =>
  (response) =>
    void writeAll(response, chunks)

/** Plays with the real `fetch`, and logs requests, messages, and how the promise was settled. */
export async function play(who: keyof typeof implementations, scenario: Scenario): Promise<string[]> {
  const log = createLog()
  const server = await serve((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const position = request.headers['last-event-id']
      const shown = typeof position === 'string' ? ` after ${Buffer.from(position, 'latin1').toString('utf8')}` : ''
      log.push(`${request.method}${shown} ${Buffer.concat(chunks).toString('utf8')}`.trim())
      scenario.answers[Math.min(requests++, scenario.answers.length - 1)]?.(response, request)
    })
    response.on('close', () => response.writableEnded || leave())
  })
  let requests = 0
  let leave = (): void => {}
  const left = new Promise<void>((resolve) => (leave = resolve))
  const stage: Stage = {
    log: log.lines,
    server,
    url: `${server.origin}/stream`,
    page: scenario.hasPage === false ? { show: () => {} } : standInForPage(scenario.isVisible),
    who,
    letGo: () => left,
    controller: new AbortController(),
    logged: log.logged,
  }
  const init: FetchEventSourceInit = {
    signal: stage.controller.signal,
    onmessage: ({ event, data, id, retry }) => log.push(JSON.stringify({ event, data, id, retry })),
    ...scenario.init?.({ ...stage, log: log.proxy }),
  }
  const settled = implementations[who](scenario.input?.(stage) ?? stage.url, init).then(
    () => log.push('resolved'),
    (error: unknown) => log.push(`rejected ${String(error)}`),
  )
  await scenario.direct?.(stage)
  await settled
  stage.controller.abort()
  return log.lines
}

async function writeAll(response: ServerResponse, chunks: readonly (string | Uint8Array)[]): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
  for (const chunk of chunks) {
    await new Promise<void>((resolve) => {
      response.write(chunk, () => setImmediate(resolve))
    })
  }
}

/** Lines, and promises of lines. */
function createLog() {
  const lines: string[] = []
  const waiting: { line: string; resolve: () => void }[] = []
  const push = (line: string): number => {
    waiting.filter((one) => one.line === line).forEach(({ resolve }) => resolve())
    return lines.push(line)
  }
  return {
    lines,
    push,
    proxy: new Proxy(lines, { get: (target, key) => (key === 'push' ? push : Reflect.get(target, key)) }),
    logged: (line: string) =>
      new Promise<void>((resolve) => (lines.includes(line) ? resolve() : waiting.push({ line, resolve }))),
  }
}
