// One attempt by a clock: how long silence may last before it counts as lost. Knows the attempt by its contract alone.
import { EventStreamError } from '../errors.ts'
import type { Clock } from '../platform/clock.ts'
import type { AttemptFacts, AttemptOptions, AttemptSink, Connection } from './attempt.ts'
import { connect } from './connection.ts'
import type { AttemptContext } from './headers.ts'
import { parseRetryAfter } from './retry-after.ts'
import { watchSilence, type Silence } from './silence.ts'

/** How long silence may last, as it is learned from a server's comments. Outlives connections. */
export interface Rhythm {
  /** Milliseconds without a byte that are too long; 0 for no limit. */
  limit(): number
  /** So many milliseconds lay between two comments of a connection. */
  onBeat(interval: number): void
  /** A silence lasted too long. */
  onLoss(): void
}

export interface LivenessOptions {
  /** Milliseconds from asking `headers` to the response; 0 for no limit. @defaultValue `30_000` */
  connectTimeout?: number | undefined
  /**
   * Milliseconds without a byte, comments included, after which the connection counts as lost; 0 for no limit.
   * A rhythm learns it: see `learned()`.
   * @defaultValue `0`
   */
  idleTimeout?: number | Rhythm | undefined
  /** Milliseconds without an event, after which the connection counts as lost: comments do not count. @defaultValue `0` */
  eventTimeout?: number | undefined
}

/** An attempt that may take too long, too. */
export interface TimedAttemptOptions extends Omit<AttemptOptions, 'retryAfter'>, LivenessOptions {
  /** The response is here: what throws refuses it. No limit runs meanwhile. */
  readonly accept?: ((response: Response, signal: AbortSignal) => Promise<Response>) | undefined
}

/** As `connect`, but silence that lasts too long fails the attempt, and the dates of `Retry-After` are understood. */
export function connectTimed(
  options: TimedAttemptOptions,
  facts: AttemptFacts,
  sink: AttemptSink,
  clock: Clock,
): Connection {
  const { connectTimeout = 30_000, idleTimeout = 0, eventTimeout = 0, accept, ...untimed } = options
  const rhythm = typeof idleTimeout === 'object' ? idleTimeout : undefined
  const limit = (kind: 'connect' | 'idle' | 'event', advice = ''): Silence =>
    watchSilence(clock, (timeout) => {
      if (kind === 'idle') {
        rhythm?.onLoss()
      }
      stop(
        new EventStreamError(
          `${kind}-timeout`,
          `Cannot keep event stream: ${kind}Timeout must not pass, got ${timeout} ms of silence${advice}`,
          { timeout },
        ),
      )
    })
  const response = limit('connect', '. Browsers queue the seventh HTTP/1.1 connection to an origin')
  const bytes = limit('idle')
  const events = limit('event')
  let commentAt: number | undefined
  let hasEvent = false
  let isOver = false

  function pause(): void {
    response.start(0)
    bytes.start(0)
    events.start(0)
  }

  function resume(): void {
    if (!isOver) {
      bytes.start(rhythm ? rhythm.limit() : (idleTimeout as number))
      events.start(eventTimeout)
    }
  }

  function finish(): void {
    isOver = true
    pause()
  }

  function stop(error?: EventStreamError): void {
    finish()
    connection.stop(error)
  }

  async function send(context: AttemptContext): Promise<Response> {
    const answer = await options.send(context)
    response.start(0)
    return accept ? accept(answer, context.signal) : answer
  }

  response.start(connectTimeout)
  const connection = connect({ ...untimed, send, retryAfter: (value) => parseRetryAfter(value, clock.date()) }, facts, {
    ...sink,
    onOpen(opened) {
      resume()
      sink.onOpen?.(opened)
    },
    // Wrapped only where it counts: events come by the million.
    onEvent: eventTimeout
      ? (event) => {
          hasEvent = true
          sink.onEvent(event)
        }
      : sink.onEvent,
    // Only a rhythm hears comments: unheard ones cost the parser next to nothing.
    onComment:
      rhythm &&
      (() => {
        const now = clock.now()
        rhythm.onBeat(now - (commentAt ?? now))
        commentAt = now
        bytes.start(rhythm.limit())
      }),
    demand() {
      // Once per chunk: a reading of the clock costs as much as an event.
      bytes.end()
      if (hasEvent) {
        hasEvent = false
        events.end()
      }
      const demand = sink.demand?.()
      if (demand) {
        // Silence does not count while nobody reads.
        pause()
      }
      return demand?.then(resume)
    },
  })
  return { outcome: connection.outcome.finally(finish), stop }
}
