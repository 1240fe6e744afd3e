// A schedule → what came of it on a stage: the client's account, and what origin and proxy saw. Judges nothing.
import type { Account } from './follow.ts'
import type { Round } from './round.ts'
import type { Schedule } from './schedule.ts'
import type { Stage } from './stage.ts'
import { within } from './within.ts'

export interface Recording extends Omit<Account, 'left'> {
  readonly round: Round
  /** Milliseconds that attempts have to be apart. */
  readonly base: number
  /** Milliseconds that a connection stayed open beside a later one, as the proxy sees it. */
  readonly overlap: number
  readonly connections: number
  /** What was left after the end. */
  readonly left: Account['left'] & {
    /** That the origin is still answering. */
    readonly answers: number
    readonly sockets: readonly string[]
  }
  readonly keepsConnections: boolean
}

/** Milliseconds until closed sockets are gone. */
const longestGoodbye = 1_000

export async function play(schedule: Schedule, stage: Stage): Promise<Recording> {
  const { client } = stage
  const { url, round, traffic, keepsConnections } = stage.play(schedule)
  const quiet = async (): Promise<void> => {
    await (keepsConnections ? undefined : traffic.idle())
    await answered(round)
  }
  round.onJump = client.jump
  const { left, ...account } = await client.follow(
    { schedule, url, retry: client.retry, reach: reachOf(schedule, round) },
    { token: () => round.token, quiet: () => within(longestGoodbye, quiet()) },
  )
  const recording: Recording = {
    ...account,
    base: client.retry.base,
    round,
    overlap: keepsConnections ? 0 : traffic.longestOverlap(),
    connections: traffic.arrivals.length,
    left: { ...left, answers: round.open(), sockets: keepsConnections ? [] : traffic.open() },
    keepsConnections,
  }
  traffic.clear()
  return recording
}

function reachOf({ ending }: Schedule, { log }: Round): string[] {
  return ending.by === 'close' || ending.by === 'abort' ? log.slice(ending.after - 1).map(({ id }) => id) : []
}

/** Resolves when the origin answers no request, or was too long about it. */
async function answered(round: Round): Promise<void> {
  const giveUpAt = performance.now() + longestGoodbye
  while (round.open() > 0 && performance.now() < giveUpAt) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}
