// When the next attempt may start: counts failures in a row and asks the policy. Knows the clock, starts nothing itself.
import { statusOf, type EventStreamError } from '../errors.ts'
import type { Clock } from '../platform/clock.ts'
import {
  askedDelay,
  backoff,
  clampReconnectionTime,
  retryDelay,
  shortestInterval,
  type RetryPolicy,
  type RetrySettings,
} from './retry-policy.ts'

export interface ScheduleSettings {
  readonly retry: RetrySettings
  readonly retryPolicy: RetryPolicy | undefined
  /** Whether asking once more may give other credentials: asked after each 401. */
  readonly renewable: () => boolean
  readonly clock: Clock
  readonly random: () => number
}

export interface Schedule {
  /** On the clock; in the past when an attempt may start at once. */
  readonly startAt: number
  /** Unless something else is planned, the next one follows as soon as two may follow each other. */
  onAttempt(): void
  onOpen(): void
  onBytes(): void
  onRetry(time: number): void
  /** Plans the attempt after this end; `false` when there must be none. */
  plan(failure: EventStreamError | undefined): boolean
  /** The network is back: no need to wait out a failure of its absence, but not all clients in the same moment. */
  hasten(): void
  /** Forgets all failures. */
  reset(): void
}

export function createSchedule({ retry, retryPolicy, renewable, clock, random }: ScheduleSettings): Schedule {
  let reconnectionTime = retry.base
  let failures = 0
  let renewed = false
  let attemptedAt = -Infinity
  let openedAt = 0
  let bytesAt = 0
  let earliest = -Infinity
  let startAt = -Infinity

  function planIn(delay: number, shortest = 0): true {
    earliest = Math.max(attemptedAt + shortestInterval(retry), clock.now() + shortest)
    startAt = Math.max(earliest, clock.now() + delay)
    return true
  }

  /** A healthy stretch ends, by whatever: what failed before it no longer counts. */
  function forgive(): void {
    // Milliseconds; a caller's `base` may be shorter.
    const shortestStretch = 1_000
    // Bytes came for as long as the next failure may make us wait. A 200 alone proves nothing, nor does silence.
    if (bytesAt - openedAt >= Math.max(shortestStretch, backoff(failures + 1, reconnectionTime, retry))) {
      failures = 0
    }
    openedAt = bytesAt
  }

  return {
    get startAt() {
      return startAt
    },
    onAttempt() {
      forgive()
      attemptedAt = openedAt = bytesAt = clock.now()
      planIn(0)
    },
    onOpen() {
      openedAt = bytesAt = clock.now()
      renewed = false
    },
    onBytes() {
      bytesAt = clock.now()
    },
    onRetry(time) {
      reconnectionTime = clampReconnectionTime(time, retry)
    },
    plan(failure) {
      forgive()
      failures += failure ? 1 : 0
      // Two in a row are an answer. What came between may have kept the renewal from being sent, or outlasted its token.
      renewed &&= statusOf(failure) === 401
      const asksAgain = !renewed && statusOf(failure) === 401 && renewable()
      renewed ||= asksAgain
      if (asksAgain && failures <= retry.limit) {
        return planIn(0)
      }
      const context = { failure, failures, reconnectionTime }
      const suggested = retryDelay(context, retry, random)
      const delay = retryPolicy ? retryPolicy({ ...context, delay: suggested }) : suggested
      return delay !== undefined && planIn(delay, retryPolicy ? delay : askedDelay(failure))
    },
    hasten() {
      startAt = Math.max(earliest, clock.now() + random() * retry.base)
    },
    reset() {
      failures = 0
      renewed = false
      planIn(0)
    },
  }
}
