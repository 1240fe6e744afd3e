// What the test wants the next request to meet → the response that says so. Knows HTTP, nothing of streams.
import { MockStreamError } from './errors.ts'

/** A status, 200 to 599, `'network'` for a request that never gets an answer, or a whole response of your own. */
export type Failure = number | 'network' | Response

export interface FailureOptions {
  /** The `Retry-After` header: seconds, a date, or its text. Ignored for `'network'` and for a response of your own. */
  retryAfter?: number | Date | string | undefined
  /** How many requests meet it, 0 for none; `Infinity` for all to come. @defaultValue `1` */
  times?: number
}

/** @throws MockStreamError with code `invalid` when no response can have the status. */
export function checkFailure(failure: Failure): void {
  if (typeof failure === 'number' && !(Number.isInteger(failure) && failure >= 200 && failure <= 599)) {
    throw new MockStreamError('invalid', `Cannot fail a request: its status is 200 to 599, got ${failure}`)
  }
}

export function createFailureResponse(failure: Failure, { retryAfter }: FailureOptions): Response {
  if (failure === 'network') {
    return Response.error()
  }
  if (typeof failure !== 'number') {
    return failure.clone()
  }
  const headers = new Headers()
  if (retryAfter !== undefined) {
    headers.set('retry-after', retryAfter instanceof Date ? retryAfter.toUTCString() : String(retryAfter))
  }
  return new Response(null, { status: failure, headers })
}
