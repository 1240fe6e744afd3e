// Where the parts meet: every route of the server in one place.
import { resolve } from 'node:path'
import express, { type Express } from 'express'
import { z } from 'zod'
import { answerError, answerNotFound, parseBody } from './http-error.ts'
import type { EventLog } from './log/event-log.ts'
import { notifyRoutes } from './notify.ts'
import { createAuthenticate } from './sign-in/authenticate.ts'
import { signInRoutes } from './sign-in/routes.ts'
import { createTokens } from './sign-in/tokens.ts'
import { createOpenStreams, type OpenStreams } from './stream/open-streams.ts'
import { createOutages } from './stream/outages.ts'
import { streamEvents } from './stream/stream-events.ts'
import { troubleRoutes } from './trouble.ts'

const page = resolve(import.meta.dirname, '../page/dist')
const sessionTtl = 8 * 60 * 60
const streamRequest = z.strictObject({})

export interface AppOptions {
  log: EventLog
  secret: Uint8Array
  tokenTtlSeconds: number
  /** Milliseconds between two heartbeat comments. */
  heartbeat: number
  kill: () => void
  restart: () => void
}

export function createApp({ log, secret, tokenTtlSeconds, heartbeat, kill, restart }: AppOptions): {
  app: Express
  streams: OpenStreams
} {
  const ttl = { api: tokenTtlSeconds, session: sessionTtl }
  const tokens = createTokens({ secret, ttl })
  const authenticate = createAuthenticate(tokens)
  const streams = createOpenStreams()
  const outages = createOutages()

  const app = express()
  app.disable('x-powered-by')
  app.use(express.json())
  app.use(signInRoutes({ tokens, authenticate, ttl }))
  app.use(notifyRoutes({ log, authenticate }))
  app.use(troubleRoutes({ log, streams, outages, tokens, authenticate, kill, restart }))

  app.post('/me/events', async (req, res) => {
    const user = await authenticate.byBearer(req)
    parseBody(streamRequest, req.body)
    outages.check(user)
    await streamEvents(req, res, user, { log, streams, heartbeat })
  })
  app.get('/me/events', async (req, res) => {
    const user = await authenticate.byEither(req)
    outages.check(user)
    await streamEvents(req, res, user, { log, streams, heartbeat })
  })

  app.use(express.static(page))
  app.use(answerNotFound)
  app.use(answerError)
  return { app, streams }
}
