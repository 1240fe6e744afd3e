// The ways in which attempts fail here, as the client names them: made once, a million clients meet them.
import { EventStreamError } from '../../packages/client/src/errors.ts'

export const connectionLost = new EventStreamError('connection-lost', 'the response broke', {})
export const endedEmpty = new EventStreamError('ended-empty', 'the response ended without an event', {})
export const requestFailed = new EventStreamError('request-failed', 'fetch gave no response', {})

export const timedOut = (timeout: number): EventStreamError =>
  new EventStreamError('connect-timeout', 'no response in time', { timeout })

export const unavailable = (retryAfter: number | undefined): EventStreamError =>
  new EventStreamError('http-status', 'status 503', { status: 503, retryAfter })
