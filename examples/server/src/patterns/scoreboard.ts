// A game's scoreboard: points come at any rate, the log gets the newest board once per interval and the rest never existed.
// One process keeps the score: two that write boards of their own would overwrite each other.
import { Router } from 'express'
import { z } from 'zod'
import type { Scoreboard as Board } from '../../wire.ts'
import { parseBody } from '../http-error.ts'
import type { EventLog } from '../log/event-log.ts'
import { coalesce, type Schedule } from '../schedule.ts'
import type { Authenticate } from '../sign-in/authenticate.ts'
import * as topics from '../topics.ts'

const interval = 1_000
const pointsBody = z.strictObject({ points: z.number().int().min(1).max(1_000) })

export interface Scoreboard {
  /** Resolves once they are counted; the board with them comes within a second. */
  score(player: string, points: number): Promise<void>
  close(): void
}

/** Goes on from the newest board in `log`. */
export function createScoreboard(log: EventLog, schedule: Schedule): Scoreboard {
  let counted: Promise<Map<string, number>> | undefined
  const board = coalesce(interval, schedule, () => {
    write().catch((error: unknown) =>
      console.error('Cannot write the scoreboard; the next one will have it all:', error),
    )
  })

  async function write(): Promise<void> {
    const scores = [...(await points())]
      .map(([player, sum]) => ({ player, points: sum }))
      .toSorted((a, b) => b.points - a.points)
    await log.append({ topic: topics.scores, type: 'scores', data: { at: new Date().toISOString(), scores } })
  }

  async function points(): Promise<Map<string, number>> {
    counted ??= readNewestBoard(log)
    return await counted
  }

  return {
    async score(player, more) {
      const sums = await points()
      sums.set(player, (sums.get(player) ?? 0) + more)
      board.offer()
    },
    close: board.close,
  }
}

export function scoreRoutes({
  scoreboard,
  authenticate,
}: {
  scoreboard: Scoreboard
  authenticate: Authenticate
}): Router {
  const router = Router()
  router.post('/scores', async (req, res) => {
    const player = await authenticate.byBearer(req)
    await scoreboard.score(player, parseBody(pointsBody, req.body).points)
    res.status(202).json({})
  })
  return router
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
