// Request → the user who sends it, from a verified credential and from nothing else: not from the URL, not from the body.
import { parseCookie } from 'cookie'
import type { Request } from 'express'
import { unauthorized, type Tokens } from './tokens.ts'

export const sessionCookie = 'session'

export interface Authenticate {
  /** @throws HttpError 401 */
  byBearer(req: Request): Promise<string>
  /** @throws HttpError 401 */
  byCookie(req: Request): Promise<string>
  /**
   * The `Authorization` header when there is one, the cookie otherwise: native EventSource cannot send headers.
   * A bad token is never rescued by a good cookie.
   * @throws HttpError 401
   */
  byEither(req: Request): Promise<string>
}

export function createAuthenticate(tokens: Tokens): Authenticate {
  async function byBearer(req: Request): Promise<string> {
    const [scheme = '', token = ''] = (req.headers.authorization ?? '').split(' ')
    if (scheme.toLowerCase() !== 'bearer' || token === '') {
      throw unauthorized('token-missing', 'the request needs a bearer token in its authorization header')
    }
    return await tokens.verify(token, 'api')
  }

  async function byCookie(req: Request): Promise<string> {
    const session = parseCookie(req.headers.cookie ?? '')[sessionCookie]
    if (session === undefined || session === '') {
      throw unauthorized('token-missing', 'the request needs the session cookie that POST /sign-in sets')
    }
    return await tokens.verify(session, 'session')
  }

  return {
    byBearer,
    byCookie,
    byEither: async (req) => await (req.headers.authorization === undefined ? byCookie(req) : byBearer(req)),
  }
}
