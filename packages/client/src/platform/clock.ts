// The only file that touches time and timers.

/** Time as a stream sees it. Give a manual one as `platform.clock` to test without waiting. */
export interface Clock {
  /** Milliseconds on a clock that is never set back; its zero means nothing. */
  now(): number
  /** Milliseconds since 1970. */
  date(): number
  /** Calls back once, `delay` milliseconds from now; the returned function prevents it. */
  schedule(delay: number, callback: () => void): () => void
}

/** What `setTimeout` can count; beyond it platforms call back at once. */
const longestDelay = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  schedule(delay, callback) {
    const timer = setTimeout(callback, Math.min(delay, longestDelay))
    return () => clearTimeout(timer)
  },
}
