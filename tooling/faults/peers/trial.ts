// A schedule and a contender → what came of it: counts alone, by the same rules for all.
import { body, type Schedule } from '../harness/schedule.ts'
import type { Stage } from '../harness/stage.ts'
import type { Contender, HeardEvent } from './contenders.ts'

export interface Score {
  schedules: number
  /** Every event once, in order and unharmed, and then the terminal one. */
  survived: number
  /** Events that never came though later ones did. */
  lost: number
  doubled: number
  /** Events that came after a later one, for the first time. */
  disordered: number
  /** Events of which only a part came, or something else. */
  mangled: number
  /** Schedules of which the end never came. */
  stuck: number
  /** Connections that were open 300 ms after the client was told to close. */
  socketsLeft: number
}

export const noScore: Score = {
  schedules: 0,
  survived: 0,
  lost: 0,
  doubled: 0,
  disordered: 0,
  mangled: 0,
  stuck: 0,
  socketsLeft: 0,
}

export function addScores(a: Score, b: Score): Score {
  const keys = Object.keys(noScore) as (keyof Score)[]
  return Object.fromEntries(keys.map((key) => [key, a[key] + b[key]])) as unknown as Score
}

/** Milliseconds in which a schedule must be over: with quick retries it takes 20 to 100. */
const longestTrial = 2_000
const longestGoodbye = 300

export async function runTrial(contender: Contender, schedule: Schedule, stage: Stage): Promise<Score> {
  const { url, round, traffic } = stage.play(schedule)
  const heard: HeardEvent[] = []
  let cached = '0'
  let onDone = (): void => {}
  const done = new Promise<void>((resolve) => (onDone = resolve))
  const stop = contender.follow(
    {
      url,
      body: schedule.method === 'POST' ? body : undefined,
      token: (renew) => (cached = renew ? round.token : cached),
      onEvent: (event) => (event.type === 'done' ? onDone() : void heard.push(event)),
    },
    true,
  )
  const isStuck = await within(longestTrial, done)
  stop()
  await within(longestGoodbye, traffic.idle())
  const socketsLeft = traffic.open().length
  traffic.clear()
  const counts = count(heard, round.log)
  const isWhole = Object.values(counts).every((number) => number === 0) && !isStuck
  return { ...counts, schedules: 1, survived: isWhole ? 1 : 0, stuck: isStuck ? 1 : 0, socketsLeft }
}

/** Requests in the first second, with the contender's defaults. */
export async function runStorm(contender: Contender, schedule: Schedule, stage: Stage): Promise<number> {
  const { url, traffic } = stage.play(schedule)
  const stop = contender.follow({ url, body: undefined, token: () => '0', onEvent: () => {} }, false)
  await new Promise((resolve) => setTimeout(resolve, 1_050))
  const [first = 0] = traffic.arrivals
  const requests = traffic.arrivals.filter((at) => at - first < 1_000).length
  stop()
  traffic.clear()
  return requests
}

type Counts = Pick<Score, 'lost' | 'doubled' | 'disordered' | 'mangled'>

function count(heard: readonly HeardEvent[], log: readonly HeardEvent[]): Counts {
  const counts: Counts = { lost: 0, doubled: 0, disordered: 0, mangled: 0 }
  const seen = new Set<number>()
  let furthest = 0
  for (const { id, type, data } of heard) {
    const number = 1 + log.findIndex((event) => event.id === id)
    const sent = log[number - 1]
    if (sent?.type !== type || sent.data !== data) {
      counts.mangled++
    }
    if (seen.has(number)) {
      counts.doubled++
    } else if (number < furthest) {
      counts.disordered++
    }
    seen.add(number)
    furthest = Math.max(furthest, number)
  }
  counts.lost = log.slice(0, furthest).filter((_, index) => !seen.has(index + 1)).length
  return counts
}

/** Whether the time was over first. */
async function within(milliseconds: number, promise: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, milliseconds, true)))
  const isOver = await Promise.race([promise.then(() => false), timeout])
  clearTimeout(timer)
  return isOver
}
