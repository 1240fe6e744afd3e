// How an attempt ended → whether there is another, and how long to wait for it. Pure: knows no clock, no network.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#reestablish-the-connection
import type { EventStreamError, Outcome } from '@linefeed/client/connection'

/** Milliseconds until the server says otherwise. */
export const firstReconnectionTime = 3_000

/** What a timer can count, in milliseconds. */
export const longestDelay = 2 ** 31 - 1

/** Milliseconds that attempts start apart, at least. */
export const shortestInterval = 350

/** Milliseconds after which an attempt that brought events was a good one, however it ended. */
const healthyStretch = 1_000

/** Milliseconds that failures may add to the reconnection time. */
const longestExtra = 30_000

/** Network errors pass; answers that are no event stream are final. */
const passing = /^(request-|connection-lost)/

/** Whether the standard has the connection reestablished after this end, not failed. */
export function isPassing(error: EventStreamError | undefined): boolean {
  return !error || passing.test(error.code)
}

/** Failures in a row, counting an attempt that brought nothing for one. */
export function countFailures(failures: number, outcome: Outcome, events: number, duration: number): number {
  const wasGood = events > 0 && (outcome.kind === 'ended' || duration >= healthyStretch)
  return wasGood ? 0 : failures + 1
}

/**
 * Milliseconds to wait: never less than the reconnection time, and more as the standard allows, so that failing servers
 * are asked less and less often, and not by all clients at once.
 */
export function delayOf(reconnectionTime: number, failures: number, sinceAttempt: number, random: number): number {
  const escalation = Math.max(reconnectionTime, shortestInterval) * (2 ** (failures - 1) - 1)
  const extra = random * Math.max(reconnectionTime / 20, Math.min(escalation, longestExtra))
  return Math.max(reconnectionTime + extra, shortestInterval - sinceAttempt)
}
