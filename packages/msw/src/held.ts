// A request that waits → the one answer the test gives it, or the client's leaving without any.
// Knows one request and its signal; knows nothing of msw, or of the requests before and after it.
import type { MockConnection } from './connection.ts'
import { MockStreamError } from './errors.ts'
import { checkFailure, createFailureResponse, type Failure, type FailureOptions } from './failure.ts'
import { within } from './patience.ts'
import type { ArrivedRequest } from './request.ts'

/** A request that arrived and has no answer yet: its client is connecting. It is answered once, by `open` or `fail`. */
export interface HeldRequest<Events extends object = Record<string, unknown>> extends ArrivedRequest {
  /** `'held'` until you `'opened'` or `'failed'` it, or the client `'left'` without an answer. */
  readonly phase: 'held' | 'opened' | 'failed' | 'left'
  /**
   * Resolves when the client gave up waiting.
   * @throws MockStreamError with code `timeout` when it has not after the mock's `timeout`, `invalid` once it is answered.
   */
  readonly left: Promise<void>
  /**
   * Answers with the event stream. The connection is handed over here, and not by `connection()` again.
   * @throws MockStreamError with code `closed` when the client has left, `invalid` when it was answered before.
   */
  open(): MockConnection<Events>
  /**
   * Answers with a failure: a status, `'network'` for none at all, or a response of your own.
   * @throws MockStreamError with code `closed` when the client has left, `invalid` when it was answered before, or when no
   * response can have the status.
   */
  fail(failure: Failure, options?: Pick<FailureOptions, 'retryAfter'>): void
}

export interface Hold<Events extends object> {
  readonly request: HeldRequest<Events>
  /** Resolves with what answers the request; when its client left, with a network error that nobody gets. */
  readonly answer: Promise<Response>
  /** Lets go of the client without an answer. */
  drop(): void
}

export interface HoldOptions<Events extends object> {
  arrived: ArrivedRequest
  /** Aborted when the client gives up. */
  signal: AbortSignal
  /** Milliseconds every wait may take. */
  timeout: number
  /** For the message when no leaving is seen. */
  blindSpot: string | undefined
  accept: () => { connection: MockConnection<Events>; response: Response }
}

export function createHold<Events extends object>({
  arrived,
  signal,
  timeout,
  blindSpot,
  accept,
}: HoldOptions<Events>): Hold<Events> {
  let phase: HeldRequest['phase'] = 'held'
  let give: (response: Response) => void
  let goAway: () => void
  let stay: (reason: MockStreamError) => void
  const answer = new Promise<Response>((resolve) => (give = resolve))
  const gone = new Promise<void>((resolve, reject) => ([goAway, stay] = [resolve, reject]))
  gone.catch(() => undefined)

  function settle(how: Exclude<typeof phase, 'held'>, response: Response): void {
    phase = how
    signal.removeEventListener('abort', leave)
    give(response)
    if (how === 'left') {
      goAway()
    } else {
      stay(
        new MockStreamError(
          'invalid',
          `Cannot see the client leave: it gives up a held request, got one that is ${how}`,
        ),
      )
    }
  }
  function leave(): void {
    settle('left', Response.error())
  }
  function check(): void {
    if (phase === 'left') {
      throw new MockStreamError('closed', 'Cannot answer the request: a client waits for it, got one that has left')
    }
    if (phase !== 'held') {
      throw new MockStreamError('invalid', `Cannot answer the request: it is answered once, got one that is ${phase}`)
    }
  }

  signal.addEventListener('abort', leave)
  if (signal.aborted) {
    leave()
  }
  return {
    answer,
    drop: () => {
      if (phase === 'held') {
        settle('failed', Response.error())
      }
    },
    request: {
      ...arrived,
      get phase() {
        return phase
      },
      get left() {
        const left = within(
          gone,
          timeout,
          () =>
            `Cannot see the client leave: it gives up a held request, got one that is ${phase} after ${timeout} ms${blindSpot === undefined ? '' : `. ${blindSpot}`}`,
        )
        // Looked at and then dropped, it must not bring the process down.
        left.catch(() => undefined)
        return left
      },
      open() {
        check()
        const { connection, response } = accept()
        settle('opened', response)
        return connection
      },
      fail(failure, options = {}) {
        check()
        checkFailure(failure)
        settle('failed', typeof failure === 'object' ? failure : createFailureResponse(failure, options))
      },
    },
  }
}
