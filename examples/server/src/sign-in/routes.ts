// Sign-in, fresh tokens, sign-out. The short-lived token goes to the page, the long-lived one stays in a cookie no script can read.
import { Router, type CookieOptions, type Request } from 'express'
import { z } from 'zod'
import { HttpError, parseBody } from '../http-error.ts'
import { sessionCookie, type Authenticate } from './authenticate.ts'
import type { Tokens } from './tokens.ts'
import { findUser, users } from './users.ts'

const signIn = z.strictObject({ user: z.string() })

export interface SignInOptions {
  tokens: Tokens
  authenticate: Authenticate
  /** Seconds. */
  ttl: Readonly<Record<'api' | 'session', number>>
}

export function signInRoutes({ tokens, authenticate, ttl }: SignInOptions): Router {
  const router = Router()
  const grant = async (user: string) => ({ user, token: await tokens.issue(user, 'api'), expiresInSeconds: ttl.api })

  router.get('/users', (_req, res) => {
    res.json({ users })
  })

  router.post('/sign-in', async (req, res) => {
    const { user } = parseBody(signIn, req.body)
    if (findUser(user) === undefined) {
      throw new HttpError(403, 'unknown-user', `Cannot sign in: the user must be one of ${listUsers()}`)
    }
    res.cookie(sessionCookie, await tokens.issue(user, 'session'), {
      ...cookieOptions(req),
      maxAge: ttl.session * 1000,
    })
    res.set('cache-control', 'no-store').json(await grant(user))
  })

  router.post('/token', async (req, res) => {
    const user = await authenticate.byCookie(req)
    res.set('cache-control', 'no-store').json(await grant(user))
  })

  router.post('/sign-out', (req, res) => {
    res.clearCookie(sessionCookie, cookieOptions(req)).status(204).end()
  })

  return router
}

function cookieOptions(req: Request): CookieOptions {
  return { httpOnly: true, sameSite: 'strict', secure: req.secure, path: '/' }
}

function listUsers(): string {
  return users.map(({ id }) => id).join(', ')
}
