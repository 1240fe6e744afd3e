// Who has how many points. In memory for one process, going on from the newest board; in Redis for many.
import type { Scoreboard as Board } from '../../wire.ts'
import type { EventLog } from '../log/event-log.ts'
import { askRedis, type Redis } from '../redis/connect.ts'
import * as topics from '../topics.ts'

export interface Points {
  add(player: string, points: number): Promise<void>
  /** Player → sum. */
  sums(): Promise<ReadonlyMap<string, number>>
}

export function createPoints(log: EventLog): Points {
  let counted: Promise<Map<string, number>> | undefined
  const sums = async (): Promise<Map<string, number>> => {
    counted ??= readNewestBoard(log)
    return await counted
  }
  return {
    sums,
    async add(player, points) {
      const current = await sums()
      current.set(player, (current.get(player) ?? 0) + points)
    },
  }
}

export function createSharedPoints(redis: Redis, prefix: string): Points {
  const key = `${prefix}:points`
  return {
    async add(player, points) {
      await askRedis('count points', async () => await redis.hIncrBy(key, player, points))
    },
    async sums() {
      const sums = await askRedis('read the points', async () => await redis.hGetAll(key))
      return new Map(Object.entries(sums).map(([player, sum]) => [player, Number(sum)]))
    },
  }
}

async function readNewestBoard(log: EventLog): Promise<Map<string, number>> {
  let scores: Board['scores'] = []
  for (let position = '', isLast = false; !isLast;) {
    const page = await log.readAfter(position)
    const newest = page.events.findLast(({ topic }) => topic === topics.scores)
    scores = (newest?.data['scores'] as Board['scores'] | undefined) ?? scores
    position = page.events.at(-1)?.id ?? position
    isLast = page.isLast
  }
  return new Map(scores.map(({ player, points }) => [player, points]))
}
