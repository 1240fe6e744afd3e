// Environment variables → one checked configuration. Everything the server can be told from outside is in this file.
import { resolve } from 'node:path'
import { z } from 'zod'
import type { RedisPlace } from './redis/connect.ts'

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most)

const environment = z.object({
  /** Port to listen on; 0 for any free one. */
  PORT: whole(0, 65_535).default(4400),
  /** Address to listen on. `0.0.0.0` lets a phone in the same network in. */
  HOST: z.string().min(1).default('127.0.0.1'),
  /** Folder of the event log and the signing secret; made when missing. */
  DATA_DIR: z
    .string()
    .min(1)
    .default(resolve(import.meta.dirname, '../.data')),
  /** Redis to keep everything in that processes share; without it, a file in the data folder serves one process. */
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  /** What every key and channel in Redis begins with. */
  REDIS_PREFIX: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .default('linefeed'),
  /** The signing key as 64 hexadecimal digits, the same in every process; without it, the data folder has one. */
  TOKEN_SECRET: z
    .string()
    .regex(/^[\da-f]{64}$/i, 'must be 64 hexadecimal digits')
    .optional(),
  /** Seconds a bearer token is valid. */
  TOKEN_TTL_SECONDS: whole(1, 86_400).default(300),
  /** Milliseconds between two heartbeat comments on a quiet stream. */
  HEARTBEAT_MS: whole(10, 3_600_000).default(15_000),
  /** Seconds over which a process that is told to end lets its streams go, one after the other. */
  DRAIN_SECONDS: whole(0, 3_600).default(0),
  /** Events kept in all; who resumes from further back is told of a gap. */
  HISTORY_SIZE: whole(1, 50_000).default(10_000),
  /** Folder of the built page that is served. */
  PAGE_DIR: z
    .string()
    .min(1)
    .default(resolve(import.meta.dirname, '../page/dist')),
  /** `on`: a market and a game that move by themselves. In one process alone. */
  SOURCES: z.enum(['on', 'off']).default('off'),
})

/** What the server was told from outside, checked. */
export interface Config {
  port: number
  host: string
  dataDir: string
  redis: RedisPlace | undefined
  secret: Uint8Array | undefined
  tokenTtlSeconds: number
  heartbeat: number
  drainSeconds: number
  historySize: number
  pageDir: string
  sources: boolean
}

/**
 * The configuration in `env`, defaults filled in. An empty variable counts as not set.
 * @throws Error naming every variable at fault.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const result = environment.safeParse(given)
  if (!result.success) {
    const faults = result.error.issues.map(
      ({ path: [name = ''], message }) => `${String(name)}: ${message}, got ${shown(String(name), env)}`,
    )
    throw new Error(`Cannot start the server: ${faults.join('; ')}`)
  }
  const { PORT, HOST, DATA_DIR, PAGE_DIR, REDIS_URL, REDIS_PREFIX, TOKEN_SECRET, ...rest } = result.data
  const { TOKEN_TTL_SECONDS, HEARTBEAT_MS, DRAIN_SECONDS, HISTORY_SIZE, SOURCES } = rest
  return {
    port: PORT,
    host: HOST,
    dataDir: resolve(DATA_DIR),
    redis: REDIS_URL === undefined ? undefined : { url: REDIS_URL, prefix: REDIS_PREFIX },
    secret: TOKEN_SECRET === undefined ? undefined : Buffer.from(TOKEN_SECRET, 'hex'),
    tokenTtlSeconds: TOKEN_TTL_SECONDS,
    heartbeat: HEARTBEAT_MS,
    drainSeconds: DRAIN_SECONDS,
    historySize: HISTORY_SIZE,
    pageDir: resolve(PAGE_DIR),
    sources: SOURCES === 'on',
  }
}

/** What was given, but for secrets: a URL may hold a password. */
function shown(name: string, env: Readonly<Record<string, string | undefined>>): string {
  return name === 'REDIS_URL' || name === 'TOKEN_SECRET' ? 'something else' : JSON.stringify(env[name])
}
