// User ⇄ signed token. Two audiences: a short-lived bearer token for the API, a long-lived one inside the session cookie.
// Neither passes for the other. Knows keys and clocks, nothing of HTTP requests.
import { errors, jwtVerify, SignJWT } from 'jose'
import { HttpError } from '../http-error.ts'
import type { Revocations } from './revocations.ts'

export type Audience = 'api' | 'session'

export interface Tokens {
  /** A token that says "this is `user`" to `audience`. */
  issue(user: string, audience: Audience): Promise<string>
  /**
   * The user `token` was issued for.
   * @throws HttpError 401 `token-expired` when it is out of date or revoked, `token-invalid` for anything else.
   */
  verify(token: string, audience: Audience): Promise<string>
  /** Makes every API token of `user` issued so far invalid. */
  revoke(user: string): Promise<void>
}

export interface TokensOptions {
  secret: Uint8Array
  revocations: Revocations
  /** Seconds. */
  ttl: Readonly<Record<Audience, number>>
}

export function createTokens({ secret, revocations, ttl }: TokensOptions): Tokens {
  return {
    async issue(user, audience) {
      // A token issued in the millisecond of a revocation must outlive it.
      const issuedAt = Math.max(Date.now(), await revocations.validFrom(user))
      return await new SignJWT({ issuedAt })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(user)
        .setAudience(audience)
        .setExpirationTime(Math.floor(Date.now() / 1000) + ttl[audience])
        .sign(secret)
    },
    async verify(token, audience) {
      const { sub, issuedAt } = await verifySignature(token, audience, secret)
      if (typeof sub !== 'string' || typeof issuedAt !== 'number') {
        throw unauthorized('token-invalid', 'the token names no user')
      }
      if (audience === 'api' && issuedAt < (await revocations.validFrom(sub))) {
        throw unauthorized('token-expired', 'the token was revoked')
      }
      return sub
    },
    async revoke(user) {
      await revocations.revoke(user, Date.now())
    },
  }
}

/** A 401 in the words of RFC 6750. */
export function unauthorized(code: 'token-expired' | 'token-invalid' | 'token-missing', why: string): HttpError {
  const challenge = code === 'token-missing' ? 'Bearer' : `Bearer error="invalid_token", error_description="${why}"`
  return new HttpError(401, code, `Cannot tell who is asking: ${why}`, { 'www-authenticate': challenge })
}

async function verifySignature(token: string, audience: Audience, secret: Uint8Array) {
  try {
    const { payload } = await jwtVerify(token, secret, { audience, algorithms: ['HS256'] })
    return payload
  } catch (error) {
    throw error instanceof errors.JWTExpired
      ? unauthorized('token-expired', 'the token has expired')
      : unauthorized('token-invalid', 'the token is not one of ours')
  }
}
