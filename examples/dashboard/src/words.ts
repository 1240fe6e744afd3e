// States, failures and times → a few words for people.
import type { ErrorCode, EventStreamError, EventStreamState } from '@linefeed/client'
import type { NoteKind } from './desk.ts'

export interface BadgeWords {
  readonly tone: 'good' | 'busy' | 'bad' | 'calm'
  readonly text: string
  /** Why it is not live; `''` when it is, or when nothing went wrong. */
  readonly reason: string
}

export function describeState(state: EventStreamState): BadgeWords {
  if (state.phase === 'closed') {
    return { tone: 'bad', text: 'Closed', reason: state.reason === 'failed' ? describeFailure(state.error) : '' }
  }
  if (state.phase === 'paused') {
    return { tone: 'calm', text: 'Paused', reason: hindrances[state.reason] }
  }
  const reason = 'failure' in state && state.failure ? describeFailure(state.failure) : ''
  if (state.phase === 'waiting') {
    return { tone: 'bad', text: 'Retry in', reason: reason || 'Server ended the stream' }
  }
  if (state.phase === 'connecting') {
    return { tone: 'busy', text: state.attempt === 1 ? 'Connecting' : 'Reconnecting', reason }
  }
  return state.phase === 'open'
    ? { tone: 'good', text: 'Live', reason }
    : { tone: 'calm', text: 'Not connected', reason }
}

const hindrances = { left: 'Page left', hidden: 'Page hidden', offline: 'No network' }

const failures: Partial<Record<ErrorCode, string>> = {
  'connection-lost': 'Connection lost',
  'ended-early': 'Ended too early',
  'idle-timeout': 'Server fell silent',
  'position-lost': 'No longer kept',
  'request-failed': 'Server not reachable',
  'request-unavailable': 'No token',
}

export function describeFailure(failure: EventStreamError): string {
  if (failure.code === 'http-status') {
    return failure.status === 401 ? 'Token refused (401)' : `Server says ${failure.status}`
  }
  return failures[failure.code] ?? asSentence(failure.code)
}

function asSentence(code: ErrorCode): string {
  return code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' ')
}

/** `2.3 s` until `time`, milliseconds since 1970. */
export function untilNow(time: number): string {
  return `${(Math.max(0, time - Date.now()) / 1000).toFixed(1)} s`
}

export function clockTime(iso: string): string {
  return new Date(iso).toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

export function signed(percent: number): string {
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(2)} %`
}

/** How a note was addressed. */
export const noteKinds: Record<NoteKind, string> = {
  notification: 'to you',
  direct: 'to this tab',
  announcement: 'to everyone',
  post: 'to followers',
}

/** Whatever was thrown → words for people. A request that reaches nobody is a TypeError, with words of the browser's own. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof TypeError) {
    return 'Server not reachable'
  }
  return thrown instanceof Error ? thrown.message : String(thrown)
}
