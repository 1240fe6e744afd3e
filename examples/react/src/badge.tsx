// The stream's state in a few words, with a countdown to the next attempt.
import { describeState } from '../../dashboard/src/words.ts'
import { useCountdown } from './use-countdown.ts'
import { useMyEvents } from './use-my-events.ts'

export function Badge() {
  const { state, reconnect } = useMyEvents(() => undefined)
  const { tone, text, reason } = describeState(state)
  // Hidden from screen readers: they would read every tenth of a second out loud.
  const countdown = useCountdown(state.phase === 'waiting' ? state.retryAt : undefined)
  return (
    <div className="connection" data-tone={tone} data-phase={state.phase} role="status">
      {reason && (
        <p>
          {reason}
          {countdown && (
            <button className="quiet" onClick={reconnect}>
              Retry now
            </button>
          )}
        </p>
      )}
      <span className="badge">
        {text}
        {countdown && (
          <span className="countdown" aria-hidden="true">
            {countdown}
          </span>
        )}
      </span>
    </div>
  )
}
