// One attempt, for other doors: who builds a client of another shape starts here.
export type { AttemptFacts, AttemptOptions, AttemptSink, Connection, Outcome } from './attempt.ts'
export { connect } from './connection.ts'
export type { Fetch } from './redirects.ts'
export type { AttemptContext, HeadersLike, PerAttempt, RequestBody, RequestOptions } from './request.ts'
export { systemClock, type Clock } from '../platform/clock.ts'
export { EventStreamError } from '../errors.ts'
