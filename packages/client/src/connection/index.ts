// One attempt, for other doors: who builds a client of another shape starts here.
export type { AttemptFacts, AttemptOptions, AttemptSink, Connection, Outcome } from './attempt.ts'
export { connect } from './connection.ts'
export { connectTimed, type LivenessOptions, type Rhythm, type TimedAttemptOptions } from './liveness.ts'
export { prepareHeaders, type AttemptContext, type HeadersLike, type PerAttempt } from './headers.ts'
export { sendWithinOrigin, type Fetch, type SendOptions } from './redirects.ts'
export { prepareRequest, type PreparedRequest, type RequestBody, type RequestOptions } from './request.ts'
export { systemClock, type Clock } from '../platform/clock.ts'
export { EventStreamError } from '../errors.ts'
