// From when on a user's tokens count. In memory for one process, in Redis for many. Knows times; nothing of tokens.
import { askRedis, type Redis } from '../redis/connect.ts'

export interface Revocations {
  /** Milliseconds since the epoch: API tokens of `user` issued before are revoked. */
  validFrom(user: string): Promise<number>
  /** Revokes what was issued at `at` or before. */
  revoke(user: string, at: number): Promise<void>
}

/** A restart forgets them; the tokens' own expiry stays. */
export function createRevocations(): Revocations {
  const validFrom = new Map<string, number>()
  return {
    validFrom: async (user) => validFrom.get(user) ?? 0,
    async revoke(user, at) {
      validFrom.set(user, Math.max(at, validFrom.get(user) ?? 0) + 1)
    },
  }
}

const script = `
  local latest = math.max(tonumber(ARGV[2]), tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0))
  redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', latest + 1))
`

export function createSharedRevocations(redis: Redis, prefix: string): Revocations {
  const key = `${prefix}:valid-from`
  return {
    validFrom: async (user) =>
      Number((await askRedis('check the token', async () => await redis.hGet(key, user))) ?? 0),
    async revoke(user, at) {
      await askRedis(
        'revoke tokens',
        async () => await redis.eval(script, { keys: [key], arguments: [user, String(at)] }),
      )
    },
  }
}
