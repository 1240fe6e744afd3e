// The kit's one error: a code for programs, a message that says what to do for people.

/**
 * What went wrong: `timeout` (nothing happened within the mock's `timeout`), `fake-timers` (the test faked what the kit or the
 * network needs), `closed` (the connection is over), `open-connections` (someone still holds one), `unmatched` (no mocked
 * stream answers this request), `unsupported` (this platform cannot do it), `invalid` (an event, step, cassette or option that cannot be used).
 */
export type MockStreamErrorCode =
  | 'timeout'
  | 'fake-timers'
  | 'unsupported'
  | 'closed'
  | 'open-connections'
  | 'unmatched'
  | 'invalid'

/** Thrown, or rejected with, by everything in this package. A client under test never sees it, except through `mockFetch`. */
export class MockStreamError extends Error {
  override readonly name = 'MockStreamError'
  readonly code: MockStreamErrorCode

  constructor(code: MockStreamErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
