// What moves by itself in the demo: a market once a second, a game ten times a second. Off unless configured; on in one process alone.
import type { EventLog } from '../log/event-log.ts'
import { publishQuotes } from '../patterns/quotes.ts'
import type { Scoreboard } from '../patterns/scoreboard.ts'
import { every, type Schedule } from '../schedule.ts'
import { users } from '../sign-in/users.ts'
import { createMarket } from './market.ts'

export interface SourcesOptions {
  log: EventLog
  scoreboard: Scoreboard
  schedule: Schedule
  /** Like `Math.random`. */
  random: () => number
}

/** Runs until the returned function is called. */
export function startSources({ log, scoreboard, schedule, random }: SourcesOptions): () => void {
  const nextQuotes = createMarket(random)
  const stops = [
    every(1_000, schedule, () => {
      publishQuotes(log, nextQuotes()).catch(report)
    }),
    every(100, schedule, () => {
      const player = users[Math.floor(random() * users.length)]
      if (player) {
        scoreboard.score(player.id, 1 + Math.floor(random() * 10)).catch(report)
      }
    }),
  ]
  return () => stops.forEach((stop) => stop())
}

function report(error: unknown): void {
  console.error('A source goes on without what it could not write:', error)
}
