// What a stream is doing → what its user is told.
import type { EventStreamState } from '@linefeed/client'

const told = {
  idle: 'Signed out',
  connecting: 'Connecting',
  open: 'Live',
  waiting: 'Connection lost, trying again',
  paused: 'Offline',
  closed: 'Closed',
}

export function words(state: EventStreamState): string {
  return state.phase === 'closed' && state.reason === 'failed' ? 'Could not connect' : told[state.phase]
}
