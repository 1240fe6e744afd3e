// The whole trial: Redis, server processes behind a proxy, a crowd of clients, events from everywhere, SIGKILLs by chance, and a verdict.
import { setTimeout as sleep } from 'node:timers/promises'
import type { EventLog, StoredEvent } from '../src/log/event-log.ts'
import { openRedisLog } from '../src/log/redis-log.ts'
import { RedisUnavailable } from '../src/redis/connect.ts'
import { startRedis } from '../test/support/redis.ts'
import { signIn } from '../test/support/test-server.ts'
import { startCluster } from './cluster.ts'
import type { ClientReport, ClientSpec } from './clients.ts'
import { createCrowd } from './crowd.ts'
import { publish, startPublisher } from './publisher.ts'
import { seededRandom } from './random.ts'

export interface ScaleOptions {
  seed: number
  clients: number
  users: number
  processes: number
  kills: number
  /** How often Redis itself dies, and is back at once with its data. */
  redisKills: number
  /** Seconds during which events flow; longer where they fill the log less than twice. */
  seconds: number
  eventsPerSecond: number
  /** Events the log keeps: fewer than flow while some clients are away, more than while one reconnects. */
  history: number
  /** Clients that leave early and return when their position is trimmed. */
  away: number
  /** Processes to spread the clients over. */
  crowds: number
}

export interface ScaleProgress {
  readonly second: number
  readonly open: number
  readonly stored: number
  readonly received: number
  readonly killed: number
}

export interface ScaleResult {
  readonly killed: number
  readonly stored: number
  /** Requests that got an answer saying so. */
  readonly accepted: number
  /** Requests that failed: stored or not. */
  readonly failed: number
  /** Accepted and not in the log. */
  readonly forgotten: number
  readonly allInTime: boolean
  readonly reports: readonly ClientReport[]
}

export async function runScale(
  options: ScaleOptions,
  onProgress: (progress: ScaleProgress) => void = () => {},
): Promise<ScaleResult> {
  const random = seededRandom(options.seed)
  const clients = toSpecs(options)
  await using redis = await startRedis()
  await using cluster = await startCluster(options.processes, {
    REDIS_URL: redis.url,
    HISTORY_SIZE: String(options.history),
    TOKEN_TTL_SECONDS: '86400',
    HEARTBEAT_MS: '2000',
  })
  await using crowd = createCrowd(options.crowds)
  const log = await openRedisLog({ url: redis.url, prefix: 'linefeed', keep: options.history })
  const record = keepRecord(log)
  const { token } = await signIn(cluster.url, 'load-1')
  await crowd.start(cluster.url, clients)
  await persistently(async () => await publish(cluster.url, token, '/everyone/notify', { text: 'first' }))

  const kills = planKills(options, random)
  const redisKills = planKills({ ...options, kills: options.redisKills }, random)
  const publisher = startPublisher({ url: cluster.url, token, clients, perSecond: options.eventsPerSecond, random })
  const begin = performance.now()
  let isAway = false
  let killed = 0
  for (let tick = 1; tick <= options.seconds * 10; tick += 1) {
    await sleep(Math.max(0, begin + tick * 100 - performance.now()))
    while ((kills[0]?.at ?? Infinity) <= tick / 10) {
      killed += cluster.processes[kills.shift()?.which ?? 0]?.kill() === true ? 1 : 0
    }
    if ((redisKills[0]?.at ?? Infinity) <= tick / 10) {
      redisKills.shift()
      await redis.kill()
      await redis.start()
    }
    if (!isAway && tick > 10) {
      isAway = true
      await crowd.leave()
    }
    if (tick % 10 === 0) {
      const { open, received } = crowd
      onProgress({ second: tick / 10, open, received, stored: record.events.length, killed })
    }
  }
  // Who is away must miss more than the log keeps, however slow the machine.
  while (record.events.length <= 2 * options.history) {
    await sleep(100)
  }
  await publisher.stop()
  await crowd.return()
  const last = await persistently(async () => await publish(cluster.url, token, '/everyone/notify', { text: 'last' }))
  const allInTime = await crowd.haveAll(last, 30_000)
  await record.stop()
  await log.close()

  const ids = new Set(record.events.map(({ id }) => id))
  return {
    killed,
    stored: record.events.length,
    accepted: publisher.accepted.length,
    failed: publisher.failed,
    forgotten: publisher.accepted.filter((id) => !ids.has(id)).length,
    allInTime,
    reports: await crowd.judge(record.events),
  }
}

function toSpecs({ clients, users, away }: ScaleOptions): ClientSpec[] {
  return Array.from({ length: clients }, (_, index) => ({
    user: `load-${(index % users) + 1}`,
    client: `c${Math.floor(index / users) + 1}`,
    isAway: index >= clients - away,
  }))
}

/** At any time but the very beginning and the very end; now and then two at once. */
function planKills({ kills, processes, seconds }: ScaleOptions, random: () => number) {
  let at = 0
  return Array.from({ length: kills }, () => {
    at = random() < 0.2 && at > 0 ? at : 1.5 + random() * (seconds - 2.5)
    return { at, which: Math.floor(random() * processes) }
  }).toSorted((a, b) => a.at - b.at)
}

/** Everything the log ever holds, read from Redis page by page before it is trimmed, by nobody's subscription. */
function keepRecord(log: EventLog) {
  const events: StoredEvent[] = []
  const over = new AbortController()
  async function readOn(): Promise<void> {
    for (let isLast = false; !isLast;) {
      const page = await log.readAfter(events.at(-1)?.id ?? '')
      if (!page.complete) {
        throw new Error('Cannot keep the record: it must be read before it is trimmed, got a gap')
      }
      events.push(...page.events)
      isLast = page.isLast
    }
  }
  async function run(): Promise<void> {
    while (!over.signal.aborted) {
      await readOn().catch(unlessAway)
      await sleep(200)
    }
  }
  const running = run()
  return {
    events,
    async stop() {
      over.abort()
      await running
      await readOn()
    },
  }
}

/** Redis may be away for a moment; what was stored is read when it is back. */
function unlessAway(error: unknown): void {
  if (!(error instanceof RedisUnavailable)) {
    throw error
  }
}

async function persistently(ask: () => Promise<string | undefined>): Promise<string> {
  for (;;) {
    const id = await ask()
    if (id !== undefined) {
      return id
    }
    await sleep(100)
  }
}
