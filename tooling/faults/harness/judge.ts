// A schedule and its recording → which promises were broken, in words. Pure.
import { numberOf } from './log.ts'
import type { Recording } from './play.ts'
import type { Schedule } from './schedule.ts'

/** Milliseconds that a socket the client has let go of may stay open before the proxy hears of it. */
const longestOverlap = 500

/** Empty when every promise was kept. */
export function judge(schedule: Schedule, recording: Recording): string[] {
  return [
    ...judgeEnd(schedule, recording),
    ...judgeReaders(schedule, recording),
    ...judgeGaps(recording),
    ...judgeRequests(schedule, recording),
    ...judgeLeft(recording),
    ...recording.round.complaints,
  ]
}

const ends = {
  terminal: { reason: 'finished', error: 'nothing' },
  close: { reason: 'closed', error: 'nothing' },
  abort: { reason: 'aborted', error: "the caller's reason" },
  refusal: { reason: 'failed', error: 'http-status 404' },
} as const

function judgeEnd({ ending, readers }: Schedule, { end, thrown }: Recording): string[] {
  if (!end) {
    return ['done: the stream must end, got none']
  }
  const expected = ends[ending.by]
  const isRight = end.reason === expected.reason && end.error === expected.error
  return [
    ...(isRight ? [] : [`done: must be ${expected.reason}: ${expected.error}, got ${end.reason}: ${end.error}`]),
    ...readers.flatMap(({ kind }, index) =>
      !isRight || kind === 'listener' || thrown[index] === expected.error
        ? []
        : [`reader ${index}: must throw ${expected.error}, got ${thrown[index]}`],
    ),
  ]
}

/** Numbers of the events that the session brought, and which of them came behind a lost stretch. */
function follow({ round, moments }: Recording): number[] {
  return moments.flatMap((moment) => (moment.kind === 'event' ? [numberOf(round.log, moment.id)] : []))
}

function judgeReaders({ ending }: Schedule, recording: Recording): string[] {
  const { round, heard, end } = recording
  const numbers = follow(recording)
  const violations: string[] = []
  let before = 0
  for (const number of numbers) {
    const isLost = round.losses.some(({ from, to }) => from <= before && to === number - 1)
    if (number !== before + 1 && !isLost) {
      violations.push(`session: event ${before + 1} must follow ${before}, got ${number}`)
    }
    before = number
  }
  const last = ending.by === 'refusal' ? ending.after : round.log.length
  const isWhole = end?.reason === 'finished' || end?.reason === 'failed'
  if (isWhole && before !== last) {
    violations.push(`session: the last event must be ${last}, got ${before}`)
  }
  const expected = numbers.map((number) => round.log[number - 1])
  heard.forEach((events, index) => {
    const wrong = events.findIndex(({ type, data, lastEventId }, at) => {
      const sent = expected[at]
      return !sent || sent.type !== type || sent.data !== data || sent.id !== lastEventId
    })
    if (wrong !== -1) {
      violations.push(
        `reader ${index}: must hear ${expected[wrong]?.id} as number ${wrong}, got ${JSON.stringify(events[wrong])}`,
      )
    } else if (isWhole && events.length !== expected.length) {
      violations.push(`reader ${index}: must hear ${expected.length} events, got ${events.length}`)
    }
  })
  return violations
}

/** A gap is announced before each stretch that was lost behind a position, and at no other time. */
function judgeGaps({ round, moments, gaps }: Recording): string[] {
  const violations: string[] = []
  let before = 0
  let announced: number | undefined
  for (const moment of moments) {
    if (moment.kind === 'gap') {
      const number = numberOf(round.log, moment.lastEventId)
      if (announced !== undefined || number !== before || !round.refused.includes(number)) {
        violations.push(`gap: must be announced once, where the server refused, got ${number} after ${before}`)
      }
      announced = number
    } else if (moment.kind === 'event') {
      const number = numberOf(round.log, moment.id)
      const isJump = number !== before + 1
      if (before > 0 && isJump !== (announced !== undefined)) {
        violations.push(
          `gap: must be announced before lost events only, got ${announced} between ${before} and ${number}`,
        )
      }
      announced = undefined
      before = number
    }
  }
  const heard = moments.flatMap((moment) => (moment.kind === 'gap' ? [moment.lastEventId] : []))
  return heard.join() === gaps.join()
    ? violations
    : [...violations, `gap: onGap must hear ${heard.join()}, got ${gaps.join()}`]
}

function judgeRequests(
  schedule: Schedule,
  { moments, codes, mostHeld, overlap, round, base, keepsConnections }: Recording,
): string[] {
  const starts = moments.flatMap((moment) => (moment.kind === 'attempt' ? [moment.at] : []))
  const shortest = Math.min(Infinity, ...starts.map((at, index) => at - (starts[index - 1] ?? -Infinity)))
  const sleeps = schedule.answers.filter((answer) => answer.kind === 'jump' && answer.slept > 0).length
  // A silence may be the machine's own; while the origin restarts, attempts fail for as long as it takes.
  const restarts = schedule.answers.some(({ kind }) => kind === 'restart') ? ['request-failed', 'connection-lost'] : []
  const excused = new Set(['idle-timeout', 'connect-timeout', ...restarts])
  const excuses = codes.filter((code) => excused.has(code)).length
  const faults = schedule.answers.length + schedule.wires.length + round.refused.length
  // What is left of a connection that outlasts its requests may break the first of the next schedule.
  const former = keepsConnections ? 1 : 0
  const most = 1 + faults + excuses + sleeps + former + (schedule.ending.by === 'refusal' ? 1 : 0)
  const mostAsked = starts.length + round.mostRepeats()
  return [
    ...(mostHeld > 1 ? [`connection: one request may be held, got ${mostHeld}`] : []),
    ...(overlap > longestOverlap
      ? [`connection: one may be open at the proxy, got two for ${Math.round(overlap)} ms`]
      : []),
    ...(round.longestOverlap() > longestOverlap
      ? [`requests: one may be answered at the origin, got two for ${Math.round(round.longestOverlap())} ms`]
      : []),
    // Timers may fire a millisecond early, and a sleep is no time between two attempts.
    ...(shortest < base - 1 && sleeps === 0 ? [`requests: must be ${base} ms apart, got ${shortest}`] : []),
    ...(starts.length > most
      ? [`requests: ${most} may be made, got ${starts.length} (${[...new Set(codes)].join(', ')})`]
      : []),
    ...(round.asked.length > mostAsked
      ? [`requests: ${mostAsked} may reach the origin, got ${round.asked.length}`]
      : []),
  ]
}

function judgeLeft({ left }: Recording): string[] {
  const { sockets, ...counts } = left
  return [
    ...Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [`left behind: no ${name}, got ${count}`] : [])),
    ...sockets.map((socket) => `left behind: no socket, got one with ${socket}`),
  ]
}
