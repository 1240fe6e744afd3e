// A game's scoreboard: points come at any rate, the log gets the newest board once per interval and the rest never existed.
// Many processes may write boards: each looks again after its own, for another's newer sums may have come before it.
import { Router } from 'express'
import { z } from 'zod'
import type { Scoreboard as Board } from '../../wire.ts'
import { parseBody } from '../http-error.ts'
import type { EventLog } from '../log/event-log.ts'
import { coalesce, type Schedule } from '../schedule.ts'
import type { Authenticate } from '../sign-in/authenticate.ts'
import * as topics from '../topics.ts'
import type { Points } from './points.ts'

const interval = 1_000
const pointsBody = z.strictObject({ points: z.number().int().min(1).max(1_000) })

export interface Scoreboard {
  /** Resolves once they are counted; the board with them comes within a second. */
  score(player: string, points: number): Promise<void>
  close(): void
}

export function createScoreboard(log: EventLog, points: Points, schedule: Schedule): Scoreboard {
  const board = coalesce(interval, schedule, () => {
    write().catch((error: unknown) =>
      console.error('Cannot write the scoreboard; the next one will have it all:', error),
    )
  })

  async function write(): Promise<void> {
    const scores = toScores(await points.sums())
    await log.append({ topic: topics.scores, type: 'scores', data: { at: new Date().toISOString(), scores } })
    if (JSON.stringify(toScores(await points.sums())) !== JSON.stringify(scores)) {
      board.offer()
    }
  }

  return {
    async score(player, more) {
      await points.add(player, more)
      board.offer()
    },
    close: board.close,
  }
}

function toScores(sums: ReadonlyMap<string, number>): Board['scores'] {
  return [...sums].map(([player, points]) => ({ player, points })).toSorted((a, b) => b.points - a.points)
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
