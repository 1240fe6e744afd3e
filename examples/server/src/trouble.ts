// Trouble on demand, for the page's buttons and the tests: what networks, deploys and crashes do to a stream.
// Each acts on the streams of the signed-in user alone, but for kill and restart. Never ship a route like these.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Router } from 'express'
import { z } from 'zod'
import { HttpError, parseBody } from './http-error.ts'
import type { EventLog } from './log/event-log.ts'
import { notify } from './patterns/notify.ts'
import type { Authenticate } from './sign-in/authenticate.ts'
import type { Tokens } from './sign-in/tokens.ts'
import type { OpenStream, OpenStreams } from './stream/open-streams.ts'
import type { Outages } from './stream/outages.ts'

const nothing = z.strictObject({})
const cut = z.strictObject({ stream: z.enum(['events', 'answer']).default('events') })
const unavailable = z.strictObject({
  seconds: z.number().int().min(1).max(300).default(10),
  retryAfterSeconds: z.number().int().min(0).max(300).optional(),
})
const burst = z.strictObject({ count: z.number().int().min(1).max(5_000).default(100) })

export interface TroubleOptions {
  log: EventLog
  streams: OpenStreams
  outages: Outages
  tokens: Tokens
  authenticate: Authenticate
  /** SIGKILL, to this process. */
  kill: () => void
  /** Ends every stream properly and exits. */
  restart: () => void
}

export function troubleRoutes({ log, streams, outages, tokens, authenticate, kill, restart }: TroubleOptions): Router {
  const router = Router()

  /** Half an event, then a dropped connection. A resume brings it whole. An answer is cut at its next token. */
  router.post('/trouble/cut', async (req, res) => {
    const user = await authenticate.byBearer(req)
    const { stream: kind } = parseBody(cut, req.body)
    const open = streams.of(user).filter((stream) => stream.kind === kind)
    if (open.length === 0) {
      throw new HttpError(409, 'no-open-stream', `Cannot cut: ${user} has no open stream`)
    }
    for (const stream of open) {
      stream.breakNext(() => stream.destroy())
    }
    if (kind === 'events') {
      await notify(log, user, user, 'This event was cut in the middle')
    }
    res.status(202).json({ cut: open.length })
  })

  /** Half an event, then the whole process dies as in a crash. */
  router.post('/trouble/kill', async (req, res) => {
    const user = await authenticate.byBearer(req)
    parseBody(nothing, req.body)
    res.status(202).json({ process: process.pid })
    res.once('close', () => {
      // A reader that takes nothing would keep us alive.
      setTimeout(kill, 1_000).unref()
      const open = streams.of(user).filter(({ kind }) => kind === 'events')
      void Promise.all(open.map(breakNext)).then(kill)
      void notify(log, user, user, 'The server was killed in the middle of this event')
    })
  })

  /** A deploy: every stream ends after a whole event, then the process exits. */
  router.post('/trouble/restart', async (req, res) => {
    await authenticate.byBearer(req)
    parseBody(nothing, req.body)
    res.once('close', restart)
    res.status(202).json({ process: process.pid })
  })

  /** An overload: drops the user's streams and answers 503 to new ones for `seconds`, with `Retry-After` on request. */
  router.post('/trouble/unavailable', async (req, res) => {
    const user = await authenticate.byBearer(req)
    const { seconds, retryAfterSeconds } = parseBody(unavailable, req.body)
    outages.begin(user, seconds, retryAfterSeconds)
    destroyAll(streams.of(user))
    res.status(202).json({ seconds })
  })

  /** Revokes the user's bearer tokens and drops the streams opened with them: the next request gets a 401, a fresh token works. */
  router.post('/trouble/expire', async (req, res) => {
    const user = await authenticate.byBearer(req)
    parseBody(nothing, req.body)
    tokens.revoke(user)
    destroyAll(streams.of(user))
    res.status(202).json({ user })
  })

  /** Many events at once. */
  router.post('/trouble/burst', async (req, res) => {
    const user = await authenticate.byBearer(req)
    const { count } = parseBody(burst, req.body)
    for (let sent = 1; sent <= count; sent += 1) {
      await notify(log, user, user, `Burst: ${sent} of ${count}`)
      if (sent % 50 === 0) {
        // Appends to a file never yield to the network by themselves.
        await nextTurn()
      }
    }
    res.status(202).json({ count })
  })

  return router
}

async function breakNext(stream: OpenStream): Promise<void> {
  await new Promise<void>((resolve) => stream.breakNext(resolve))
}

function destroyAll(streams: readonly OpenStream[]): void {
  for (const stream of streams) {
    stream.destroy()
  }
}
