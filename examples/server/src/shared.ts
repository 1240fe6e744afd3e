// What server processes must agree on besides the log: presence, points, revocations. In Redis for many, in memory for one.
import type { EventLog } from './log/event-log.ts'
import { createPoints, createSharedPoints, type Points } from './patterns/points.ts'
import { openPresenceExchange } from './patterns/presence-exchange.ts'
import { createPresence, type Presence } from './patterns/presence.ts'
import { connectRedis, type RedisPlace } from './redis/connect.ts'
import type { Schedule } from './schedule.ts'
import { createRevocations, createSharedRevocations, type Revocations } from './sign-in/revocations.ts'

export interface Shared {
  readonly presence: Presence
  readonly points: Points
  readonly revocations: Revocations
  close(): Promise<void>
}

export function openAlone(log: EventLog): Shared {
  return {
    presence: createPresence(),
    points: createPoints(log),
    revocations: createRevocations(),
    close: async () => {},
  }
}

/** @throws RedisUnavailable when there is no Redis. */
export async function openShared({ url, prefix }: RedisPlace, schedule: Schedule): Promise<Shared> {
  const redis = await connectRedis(url)
  const exchange = await openPresenceExchange(redis, prefix, schedule)
  return {
    presence: createPresence(exchange),
    points: createSharedPoints(redis, prefix),
    revocations: createSharedRevocations(redis, prefix),
    async close() {
      await exchange.close()
      redis.destroy()
    },
  }
}
