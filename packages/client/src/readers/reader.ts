// The contract of everyone who holds a stream open. No code.

/** Hears a stream's events in order, then its end. */
export interface Reader<Event, End> {
  /** The type of the events it hears; `undefined` for all. */
  readonly type?: string | undefined
  onEvent(event: Event): void
  onEnd?(end: End): void
  /** Resolves when it has room for more; `undefined` while it has. Holds up the reading. */
  readonly full?: Promise<void> | undefined
  /** It hears nothing more. */
  isGone?: boolean
}
