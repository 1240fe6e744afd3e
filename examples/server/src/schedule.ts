// Everything that happens later goes through a `Schedule`, so that tests decide when later is.

/** Calls `run` after `delay` milliseconds unless the returned function is called before. */
export type Schedule = (delay: number, run: () => void) => () => void

export const schedule: Schedule = (delay, run) => {
  const timer = setTimeout(run, delay)
  return () => clearTimeout(timer)
}

export interface Coalesced {
  /** Something changed: `write` runs now, or when its interval is over, once for all changes until then. */
  offer(): void
  /** Lets go of the timer. */
  close(): void
}

/** At most one `write` per `interval` milliseconds: for what changes often and of which only the newest state matters. */
export function coalesce(interval: number, later: Schedule, write: () => void): Coalesced {
  let cancel: (() => void) | undefined
  let hasChanged = false
  const coalesced: Coalesced = {
    offer() {
      if (cancel) {
        hasChanged = true
        return
      }
      hasChanged = false
      cancel = later(interval, () => {
        cancel = undefined
        if (hasChanged) {
          coalesced.offer()
        }
      })
      write()
    },
    close() {
      cancel?.()
    },
  }
  return coalesced
}

/** `run` every `interval` milliseconds until the returned function is called. */
export function every(interval: number, later: Schedule, run: () => void): () => void {
  let cancel = later(interval, tick)
  function tick(): void {
    cancel = later(interval, tick)
    run()
  }
  return () => cancel()
}
