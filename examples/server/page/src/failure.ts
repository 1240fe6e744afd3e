// A failure of the stream → a few words for people; its message has the rest.
import type { ErrorCode, EventStreamError } from '@linefeed/client'

const words: Partial<Record<ErrorCode, string>> = {
  'connection-lost': 'Connection lost',
  'position-lost': 'Position no longer kept',
  'request-failed': 'Server not reachable',
  'request-unavailable': 'No token',
}

export function describeFailure(failure: EventStreamError): string {
  if (failure.code === 'http-status') {
    return failure.status === 401 ? 'Token refused (401)' : `Server says ${failure.status}`
  }
  return words[failure.code] ?? asSentence(failure.code)
}

function asSentence(code: ErrorCode): string {
  return code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' ')
}
