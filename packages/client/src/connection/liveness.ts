// How long silence may last before a connection counts as lost. Knows the clock; knows nothing of what is read.
import { EventStreamError } from '../errors.ts'
import type { Clock } from '../platform/clock.ts'

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

/** Watches one connection, and is told of everything that breaks a silence. */
export interface Liveness {
  onResponse(): void
  /** A chunk came, and whether an event came with it. */
  onBytes(hasEvent: boolean): void
  onComment(): void
  /** Silence does not count while nobody reads. */
  pause(): void
  resume(): void
  stop(): void
}

type Silence = 'connect-timeout' | 'idle-timeout' | 'event-timeout'

/** Starts waiting for the response. Calls `onSilence` once at most, then watches no more. */
export function watchLiveness(
  { connectTimeout = 30_000, idleTimeout = 0, eventTimeout = 0 }: LivenessOptions,
  clock: Clock,
  onSilence: (error: EventStreamError) => void,
): Liveness {
  const give =
    (code: Silence, what: string, advice = '') =>
    (timeout: number): void => {
      if (code === 'idle-timeout') {
        rhythm?.onLoss()
      }
      const message = `Cannot keep event stream: ${what} must come within ${timeout} ms, got none${advice}`
      stop()
      onSilence(new EventStreamError(code, message, { timeout }))
    }
  const rhythm = typeof idleTimeout === 'object' ? idleTimeout : undefined
  const response = watchSilence(clock, give('connect-timeout', 'a response', crowded))
  const bytes = watchSilence(clock, give('idle-timeout', 'a byte'))
  const events = watchSilence(clock, give('event-timeout', 'an event'))
  const stop = (): void => [response, bytes, events].forEach((silence) => silence.stop())
  const resume = (): void => {
    bytes.start(rhythm ? rhythm.limit() : (idleTimeout as number))
    events.start(eventTimeout)
  }
  let commentAt: number | undefined
  response.start(connectTimeout)
  return {
    onResponse() {
      response.stop()
      resume()
    },
    onBytes(hasEvent) {
      bytes.end()
      if (hasEvent) {
        events.end()
      }
    },
    onComment() {
      if (rhythm) {
        const now = clock.now()
        rhythm.onBeat(now - (commentAt ?? now))
        commentAt = now
        bytes.start(rhythm.limit())
      }
    },
    pause: stop,
    resume,
    stop,
  }
}

const crowded = '. Browsers hold back the seventh HTTP/1.1 connection to an origin: count the open streams'

/** One timer that looks again when it fires: a silence that ends costs a reading of the clock, not a timer. */
function watchSilence(clock: Clock, onSilence: (limit: number) => void) {
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
    /** Watches for a silence of `longest` milliseconds; 0 watches for none. */
    start(longest: number) {
      since = clock.now()
      limit = longest
      cancel()
      if (limit > 0) {
        cancel = clock.schedule(limit, look)
      }
    },
    end() {
      if (limit > 0) {
        since = clock.now()
      }
    },
    stop: () => cancel(),
  }
}
