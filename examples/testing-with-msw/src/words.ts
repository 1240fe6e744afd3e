// What a stream is doing → what its user is told.
import type { EventStreamState } from '@linefeed/client'

export function words(state: EventStreamState): string {
  switch (state.phase) {
    case 'idle':
      return 'Signed out'
    case 'connecting':
      return 'Connecting'
    case 'open':
      return 'Live'
    case 'waiting':
      return 'Connection lost, trying again'
    case 'paused':
      return 'Offline'
    case 'closed':
      return state.reason === 'failed' ? 'Could not connect' : 'Closed'
  }
}
