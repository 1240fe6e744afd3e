// What the test wants the next request to meet → the response that says so. Knows HTTP, nothing of streams.

/** A status code, `'network'` for a request that never gets an answer, or a whole response of your own. */
export type Failure = number | 'network' | Response

export interface FailureOptions {
  /** The `Retry-After` header: seconds, a date, or its text. Ignored for `'network'` and for a response of your own. */
  retryAfter?: number | Date | string | undefined
  /** How many requests meet it; `Infinity` for all to come. @defaultValue `1` */
  times?: number
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
