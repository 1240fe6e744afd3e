// The contract of everyone who holds a stream open, and the gate by which they slow it down.

/** Hears a stream's events in order, then its end. */
export interface Reader<Event, End> {
  onEvent(event: Event): void
  onEnd(end: End): void
}

/** Shut while anyone holds it. */
export interface Gate {
  /** Shuts the gate until the returned function is called. */
  hold(): () => void
  /** Resolves when nobody holds the gate; `undefined` when nobody does now. */
  passage(): Promise<void> | undefined
}

export function createGate(): Gate {
  let holders = 0
  let passage: Promise<void> | undefined
  let pass = (): void => {}
  return {
    hold() {
      holders++
      return () => {
        holders--
        if (holders === 0) {
          passage = undefined
          pass()
        }
      }
    },
    passage() {
      if (holders > 0) {
        passage ??= new Promise((resolve) => (pass = resolve))
      }
      return passage
    },
  }
}
