// Users whose stream requests are answered 503 for a while. Knows clocks, nothing of streams.
import { HttpError } from '../http-error.ts'

export interface Outages {
  /** From now on, for `seconds`, `check(user)` throws. `retryAfterSeconds` is what the answer asks the client to wait. */
  begin(user: string, seconds: number, retryAfterSeconds?: number): void
  /** @throws HttpError 503 `unavailable` during an outage of `user`. */
  check(user: string): void
}

export function createOutages(now: () => number = Date.now): Outages {
  const outages = new Map<string, { until: number; headers: Record<string, string> }>()
  return {
    begin(user, seconds, retryAfterSeconds) {
      const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
      outages.set(user, { until: now() + seconds * 1000, headers })
    },
    check(user) {
      const outage = outages.get(user)
      if (outage && now() < outage.until) {
        throw new HttpError(503, 'unavailable', 'Cannot stream: the server was asked to be unavailable', outage.headers)
      }
      outages.delete(user)
    },
  }
}
