// What this package throws: one base, a literal `code`, the facts as fields.

/** Base of every error this package throws on its own behalf; errors of your handlers pass through unchanged. */
export abstract class ParserError extends Error {
  abstract readonly code: 'invalid-argument' | 'event-too-large' | 'unserializable-event'
}

/** An argument has the wrong type or is out of bounds. Thrown at once, by the function that was given it. */
export class InvalidArgumentError extends ParserError {
  override readonly name = 'InvalidArgumentError'
  readonly code = 'invalid-argument'

  constructor(action: string, rule: string, value: unknown) {
    const got = value === null || typeof value === 'number' ? value : typeof value
    super(`Cannot ${action}: ${rule}, got ${got}`)
  }
}

/** One block of the stream is larger than `maxEventSize`. The same stream would be too large again: do not retry. */
export class EventTooLargeError extends ParserError {
  override readonly name = 'EventTooLargeError'
  readonly code = 'event-too-large'
  /** The limit that was passed, in bytes. */
  readonly maxEventSize: number

  constructor(maxEventSize: number) {
    super(`Cannot read event: it must fit in maxEventSize, got more than ${maxEventSize} bytes`)
    this.maxEventSize = maxEventSize
  }
}

/** The event stream format has no way to write this event. Another value is needed; nothing was written. */
export class UnserializableEventError extends ParserError {
  override readonly name = 'UnserializableEventError'
  readonly code = 'unserializable-event'
  /** The field that cannot be written. */
  readonly field: string

  constructor(field: string, rule: string, got: string) {
    super(`Cannot serialize event: ${field} must ${rule}, got ${got}`)
    this.field = field
  }
}
