// Where the parts meet: every route of the server in one place.
import express, { type Express, type Request, type RequestHandler, type Response } from 'express'
import type { Answers } from './answers/answers.ts'
import { answerRoutes } from './answers/routes.ts'
import { answerError, answerNotFound } from './http-error.ts'
import type { EventLog } from './log/event-log.ts'
import type { FanOut } from './log/fan-out.ts'
import { chatRoutes } from './patterns/chat.ts'
import { notifyRoutes } from './patterns/notify.ts'
import { postRoutes } from './patterns/posts.ts'
import type { Presence } from './patterns/presence.ts'
import { quoteRoutes } from './patterns/quotes.ts'
import { scoreRoutes, type Scoreboard } from './patterns/scoreboard.ts'
import { createAuthenticate } from './sign-in/authenticate.ts'
import type { Revocations } from './sign-in/revocations.ts'
import { signInRoutes } from './sign-in/routes.ts'
import { createTokens, unauthorized } from './sign-in/tokens.ts'
import { findUser } from './sign-in/users.ts'
import { createOpenStreams, type OpenStreams } from './stream/open-streams.ts'
import { createOutages } from './stream/outages.ts'
import { streamEvents } from './stream/stream-events.ts'
import { readSubscription } from './stream/subscription.ts'
import { troubleRoutes } from './trouble.ts'

const sessionTtl = 8 * 60 * 60

export interface AppOptions {
  log: EventLog
  fanOut: FanOut
  scoreboard: Scoreboard
  answers: Answers
  presence: Presence
  revocations: Revocations
  secret: Uint8Array
  tokenTtlSeconds: number
  /** Milliseconds between two heartbeat comments. */
  heartbeat: number
  /** Folder of the page's files. */
  pageDir: string
  kill: () => void
  restart: () => void
}

export function createApp(options: AppOptions): { app: Express; streams: OpenStreams } {
  const { log, fanOut, scoreboard, answers, presence, revocations, secret, tokenTtlSeconds, heartbeat } = options
  const { pageDir, kill, restart } = options
  const ttl = { api: tokenTtlSeconds, session: sessionTtl }
  const tokens = createTokens({ secret, revocations, ttl })
  const authenticate = createAuthenticate(tokens)
  const streams = createOpenStreams()
  const outages = createOutages()

  async function stream(req: Request, res: Response, id: string): Promise<void> {
    const user = findUser(id)
    if (user === undefined) {
      throw unauthorized('token-invalid', 'the token is of a user who is gone')
    }
    const subscription = readSubscription(req)
    outages.check(id)
    await streamEvents(req, res, user, subscription, { log, fanOut, streams, presence, heartbeat })
  }

  const app = express()
  /** For load balancers: whether this process can serve streams now. */
  const checkHealth: RequestHandler = async (_req, res) => {
    await log.check()
    res.json({ process: process.pid })
  }
  app.disable('x-powered-by')
  app.get('/health', checkHealth)
  app.use(express.json())
  app.use(signInRoutes({ tokens, authenticate, ttl }))
  app.use(notifyRoutes({ log, authenticate }))
  app.use(chatRoutes({ log, presence, authenticate }))
  app.use(quoteRoutes({ log, authenticate }))
  app.use(postRoutes({ log, authenticate }))
  app.use(scoreRoutes({ scoreboard, authenticate }))
  app.use(answerRoutes({ answers, streams, outages, authenticate }))
  app.use(troubleRoutes({ log, streams, outages, tokens, authenticate, kill, restart }))

  app.post('/me/events', async (req, res) => {
    await stream(req, res, await authenticate.byBearer(req))
  })
  app.get('/me/events', async (req, res) => {
    await stream(req, res, await authenticate.byEither(req))
  })

  app.use(express.static(pageDir))
  app.use(answerNotFound)
  app.use(answerError)
  return { app, streams }
}
