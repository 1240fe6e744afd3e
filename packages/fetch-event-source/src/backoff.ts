// Failures in a row → how long to wait. Pure but for what it counts: knows no timers, no network.
import type { EventStreamError } from '@linefeed/client/connection'
import type { RetryOptions } from '@linefeed/client/session'

export interface Backoff {
  /** Milliseconds that attempts start apart, at least, whatever the server does. */
  readonly shortestInterval: number
  /** The server asks for this reconnection time, in milliseconds. */
  onRetry(time: number): void
  /** Milliseconds to wait after one more failure, `undefined` to give up; `healthy` is how long bytes came before it. */
  next(failure: EventStreamError | undefined, healthy: number): number | undefined
}

/** Milliseconds of bytes without which an attempt was none. */
const shortestHealthyStretch = 1_000

export function createBackoff(
  { base = 1_000, cap = 30_000, limit = Infinity }: RetryOptions,
  random: () => number,
): Backoff {
  const shortestInterval = Math.min(base, 350)
  const longest = Math.max(base, cap)
  let reconnectionTime = base
  let failures = 0
  const backoff = (): number => Math.min(longest, reconnectionTime * 2 ** failures)
  return {
    shortestInterval,
    onRetry(time) {
      reconnectionTime = Math.min(Math.max(time, shortestInterval), longest)
    },
    next(failure, healthy) {
      failures = healthy >= Math.max(shortestHealthyStretch, backoff()) ? 0 : failures
      const asked = failure?.code === 'http-status' ? (failure.retryAfter ?? 0) : 0
      const delay = asked + (backoff() * (1 + random())) / 2
      failures++
      return failures > limit ? undefined : delay
    },
  }
}
