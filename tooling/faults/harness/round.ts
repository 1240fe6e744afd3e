// One schedule at the origin: which answer each request gets, and what was asked and lost. Knows nothing of sockets.
import type { Request, Response } from './origin.ts'
import { createLog, encodeGreeting, type LoggedEvent } from './log.ts'
import { createOverlap } from './overlap.ts'
import { createRepeats } from './repeats.ts'
import { body, type Answer, type Schedule } from './schedule.ts'
import { createWriter, type Writer } from './writer.ts'

/** Events that no request can have again: those after `from`, up to `to`. */
export interface Loss {
  readonly from: number
  readonly to: number
}

export interface Round {
  readonly path: string
  readonly log: readonly LoggedEvent[]
  /** Numbers of the events that requests asked to continue after, in order. */
  readonly asked: readonly number[]
  /** Positions from which the origin said that it cannot continue. */
  readonly refused: readonly number[]
  readonly losses: readonly Loss[]
  /** What was wrong with requests. */
  readonly complaints: readonly string[]
  /** The token that is valid now. */
  readonly token: string
  /** Told of each jump of the clock. */
  onJump: (date: number, slept: number) => void
  /** Versions of HTTP that were spoken. */
  readonly versions: ReadonlySet<string>
  /** Requests that are being answered. */
  open(): number
  /** The longest time, in milliseconds, that a request was being answered beside a later one. */
  longestOverlap(): number
  /** How many requests a browser may have sent again by itself. */
  mostRepeats(): number
  answer(request: Request, response: Response): void
}

const mostRedirects = 3

let rounds = 0

/** Milliseconds that the server asks to wait between two requests. */
export const reconnectionTime = 2

export function createRound(schedule: Schedule, restart: (downtime: number) => unknown): Round {
  const log = createLog(schedule)
  const { ending } = schedule
  /** Number of the last event that is sent. */
  const last = ending.by === 'refusal' ? ending.after : schedule.events
  const asked: number[] = []
  const refused: number[] = []
  const losses: Loss[] = []
  const complaints: string[] = []
  const path = `/stream/${++rounds}`
  let requests = 0
  let open = 0
  const overlap = createOverlap()
  const repeats = createRepeats()
  const versions = new Set<string>()
  let redirects = 0
  let available = schedule.ready
  let trimmed = 0
  let token = 0
  let renewedAt = -1
  const furthest = (): number => Math.max(0, ...asked)

  function numberAsked(id: string): number {
    const number = 1 + log.findIndex((event) => event.id === id)
    if (number === 0 && id !== '') {
      complaints.push(`the position must be one that was sent, got ${JSON.stringify(id)}`)
    }
    return number
  }

  function answer(request: Request, response: Response): void {
    const step: Answer = schedule.answers[requests++] ?? { kind: 'events' }
    const position = numberAsked(positionOf(request))
    response.on('error', () => {})
    if (step.kind === 'redirect' && redirects < mostRedirects) {
      redirects++
      finish(request, response, step.status, { location: `${path}?redirected=${requests}` })
      return
    }
    redirects = 0
    asked.push(position)
    // Two in a row would be a refusal for good: only who has got further since may be asked for another token.
    if (step.kind === 'expired' && furthest() > renewedAt) {
      token++
      renewedAt = furthest()
    }
    if (token > 0 && request.headers.authorization !== `Bearer ${token}`) {
      finish(request, response, 401)
    } else if (step.kind === 'restart') {
      restart(step.downtime)
    } else if (step.kind === 'status') {
      finish(request, response, step.status)
    } else {
      if (step.kind === 'jump') {
        round.onJump(step.date, step.slept)
      }
      const session = response.stream?.session
      if (step.kind === 'leaving' && session) {
        session.goaway(step.code)
        repeats.onLeave(session)
      }
      if (step.kind === 'trimmed') {
        trimmed = Math.max(trimmed, Math.min(available, last) - step.kept)
      }
      stream(request, response, position, step)
    }
  }

  function stream(request: Request, response: Response, position: number, step: Answer): void {
    if (ending.by === 'refusal' && position >= ending.after) {
      finish(request, response, 404)
    } else if (position > 0 && position < trimmed) {
      refused.push(position)
      refuse(request, response)
    } else {
      if (position < trimmed) {
        losses.push({ from: furthest(), to: trimmed })
      }
      const extra = step.kind === 'replayed' ? step.extra : 0
      const start = Math.max(trimmed, position - extra)
      response.writeHead(200, headersFor(request, { 'content-type': 'text/event-stream' }))
      void send(createWriter(response, step), start, step.kind === 'doubled')
    }
  }

  function refuse(request: Request, response: Response): void {
    if (schedule.gapBy === 'status') {
      finish(request, response, 410)
    } else {
      response.writeHead(200, headersFor(request, { 'content-type': 'text/event-stream' }))
      response.end('event: gap\ndata\n\n')
    }
  }

  async function send(writer: Writer, start: number, isDoubled: boolean): Promise<void> {
    writer.write(encodeGreeting(reconnectionTime))
    for (let number = start; number < last && !writer.isOver();) {
      if (number >= available) {
        await new Promise((resolve) => setImmediate(resolve))
        available = Math.max(available, number + 1)
      }
      const block = log[number]?.bytes ?? Buffer.of()
      writer.write(isDoubled ? Buffer.concat([block, block]) : block)
      number++
    }
    if (ending.by === 'terminal') {
      writer.write('event: done\ndata: end\n\n')
    }
    if (ending.by === 'terminal' || ending.by === 'refusal') {
      writer.end()
    }
  }

  const round: Round = {
    path,
    log,
    asked,
    refused,
    losses,
    complaints,
    get token() {
      return String(token)
    },
    onJump: () => {},
    versions,
    open: () => open,
    longestOverlap: overlap.longest,
    mostRepeats: repeats.most,
    answer(request, response) {
      if (!request.url?.startsWith(path)) {
        // Still under way from a schedule that is over.
        response.destroy()
        return
      }
      open++
      versions.add(request.httpVersion)
      repeats.add(response.stream)
      const leave = overlap.begin()
      response.on('close', () => {
        open--
        leave()
      })
      let received = ''
      request.on('data', (chunk: Buffer) => (received += chunk.toString()))
      request.on('end', () => {
        if (response.stream?.destroyed) {
          // Over HTTP/2 this is the end of a body that the connection took with it, too.
          return
        }
        const complaint = complainAbout(schedule, request, received)
        if (complaint === undefined) {
          answer(request, response)
        } else {
          complaints.push(complaint)
          finish(request, response, 400)
        }
      })
    },
  }
  return round
}

function complainAbout({ method }: Schedule, request: Request, received: string): string | undefined {
  const expected = method === 'POST' ? JSON.stringify(body) : ''
  return request.method !== method
    ? `the method must be ${method}, got ${request.method}`
    : received !== expected
      ? `the body must be ${expected || 'empty'}, got ${received || 'nothing'}`
      : undefined
}

function positionOf({ headers }: Request): string {
  const position = headers['last-event-id']
  return typeof position === 'string' ? Buffer.from(position, 'latin1').toString('utf8') : ''
}

function finish(request: Request, response: Response, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, headersFor(request, { 'content-type': 'text/plain', ...headers }))
  response.end('no events here\n')
}

/** HTTP/1.1 connections are not kept: each response is a connection, and what stays open is a leak. */
function headersFor({ httpVersion }: Request, headers: Record<string, string>): Record<string, string> {
  return httpVersion.startsWith('1') ? { connection: 'close', ...headers } : headers
}
