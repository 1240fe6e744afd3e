// One silence, and the timer that notices when it lasts too long. Knows the clock, nothing of what is silent.
import type { Clock } from '../platform/clock.ts'

/** A limit for one kind of silence. */
export interface Silence {
  /** Watches from now on for a silence of `longest` milliseconds; 0 watches for none. */
  start(longest: number): void
  /** It is broken: another begins. */
  end(): void
}

/** Looks again when its timer fires: a silence that ends costs a reading of the clock, not a timer. */
export function watchSilence(clock: Clock, onSilence: (limit: number) => void): Silence {
  let since = 0
  let limit = 0
  let cancel = (): void => {}
  const look = (): void => {
    const left = since + limit - clock.now()
    if (left > 0) {
      cancel = clock.schedule(left, look)
    } else {
      onSilence(limit)
    }
  }
  return {
    start(longest) {
      since = clock.now()
      limit = longest
      cancel()
      if (limit > 0) {
        look()
      }
    },
    end() {
      if (limit > 0) {
        since = clock.now()
      }
    },
  }
}
