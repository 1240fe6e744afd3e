// The stream's state → the badge in the corner, with a countdown to the next attempt.
import type { EventStreamState } from '@linefeed/client'
import { describeFailure } from './failure.ts'
import { element } from './element.ts'

/** Shows one state after the other. */
export function createBadge(): (state: EventStreamState) => void {
  const badge = element('badge', HTMLElement)
  const text = element('badge-text', HTMLElement)
  // Beside the text and hidden from screen readers: they would read every second out loud.
  const countdown = element('badge-countdown', HTMLElement)
  let ticking: number | undefined

  return (state) => {
    window.clearInterval(ticking)
    badge.dataset['phase'] = state.phase
    text.textContent = describe(state)
    countdown.textContent = ''
    if (state.phase === 'waiting') {
      const tick = () => (countdown.textContent = `${secondsUntil(state.retryAt)} s`)
      tick()
      ticking = window.setInterval(tick, 100)
    }
  }
}

function describe(state: EventStreamState): string {
  if (state.phase === 'connecting') {
    return state.attempt === 1 ? 'Connecting' : `Connecting, attempt ${state.attempt}`
  }
  if (state.phase === 'waiting') {
    return state.failure ? `${describeFailure(state.failure)}. Next attempt in` : 'Next attempt in'
  }
  if (state.phase === 'closed') {
    return state.reason === 'failed' ? `Stopped: ${describeFailure(state.error)}` : 'Closed'
  }
  return { idle: 'Not connected', open: 'Connected', paused: 'Waiting for the page or the network' }[state.phase]
}

function secondsUntil(time: number): string {
  return (Math.max(0, time - Date.now()) / 1000).toFixed(1)
}
