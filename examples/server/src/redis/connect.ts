// A URL → a connection to Redis that comes back by itself. What fails meanwhile fails at once and says so: nothing waits in a queue
// that nobody sees. Knows connections; nothing of what is kept there.
import { createClient } from '@redis/client'

export type Redis = ReturnType<typeof createRedis>

export interface RedisPlace {
  /** `redis://…` or `rediss://…` */
  readonly url: string
  /** Every key and channel begins with it. */
  readonly prefix: string
}

/** Redis did not do what was asked, or did not say so: a write may have happened. */
export class RedisUnavailable extends Error {
  override readonly name = 'RedisUnavailable'
}

/** Milliseconds Redis has to answer. */
const patience = 5_000

/** @throws RedisUnavailable when there is no Redis now: the first connection is not tried again. */
export async function connectRedis(url: string): Promise<Redis> {
  let wasReady = false
  const redis = createRedis(url, (retries) => (wasReady ? waitBefore(retries) : false))
  reportOnce(redis)
  redis.once('ready', () => (wasReady = true))
  try {
    await redis.connect()
  } catch (cause) {
    throw new RedisUnavailable(`Cannot connect to Redis: ${withoutPassword(url)} must answer, got ${reasonOf(cause)}`, {
      cause,
    })
  }
  return redis
}

/** What `ask` resolves to. @throws RedisUnavailable when it fails, or takes longer than five seconds. */
export async function askRedis<T>(what: string, ask: () => Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patience} ms`)), patience)
  })
  try {
    return await Promise.race([ask(), tooLate])
  } catch (cause) {
    throw new RedisUnavailable(`Cannot ${what}: Redis must answer, got ${reasonOf(cause)}`, { cause })
  } finally {
    clearTimeout(timer)
  }
}

/** Milliseconds, with half of it random: processes that lost Redis together do not come back together. */
export function waitBefore(retries: number): number {
  const most = Math.min(2_000, 50 * 2 ** Math.min(retries, 10))
  return most / 2 + (Math.random() * most) / 2
}

export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) {
    return String(cause)
  }
  // An AggregateError of all addresses tried has an empty message.
  return cause.message || ('code' in cause ? String(cause.code) : cause.name)
}

function createRedis(url: string, reconnectStrategy: (retries: number) => number | false) {
  return createClient({ url, disableOfflineQueue: true, socket: { connectTimeout: patience, reconnectStrategy } })
}

/** A Redis that is gone for an hour is one line, not thousands. */
function reportOnce(redis: Redis): void {
  let isDown = false
  redis.on('error', (error: unknown) => {
    if (!isDown) {
      console.error(`Redis is gone, trying again until it is back: ${reasonOf(error)}`)
    }
    isDown = true
  })
  redis.on('ready', () => {
    if (isDown) {
      console.error('Redis is back')
    }
    isDown = false
  })
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//')
}
