// Many attempts with one position, for other doors: who brings readers of another shape starts here.
export type { Gap, Session, SessionSettings, SessionSink, Tap } from './contract.ts'
export { createSession } from './session.ts'
export type { RetryContext, RetryOptions, RetryPolicy, RetrySettings } from './retry-policy.ts'
export type { EventStreamState, StreamEnd } from './state.ts'
export { systemClock, type Clock } from '../platform/clock.ts'
export { currentPage, type Page } from '../platform/page.ts'
export { EventStreamError } from '../errors.ts'
