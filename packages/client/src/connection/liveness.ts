// How long silence may last before a connection counts as lost. Knows the clock; knows nothing of what is read.
import { EventStreamError } from '../errors.ts'
import type { Clock } from '../platform/clock.ts'

/** Given each silence between bytes in milliseconds as it ends, gives the longest that is to be tolerated from then on. */
export type SilenceJudge = (silence: number) => number

export interface LivenessOptions {
  /** Milliseconds from asking `headers` to the response; 0 for no limit. @defaultValue `30_000` */
  connectTimeout?: number | undefined
  /**
   * Milliseconds without a byte, comments included, after which the connection counts as lost; 0 for no limit.
   * A function is called once per connection and gives a judge that learns.
   * @defaultValue `0`
   */
  idleTimeout?: number | (() => SilenceJudge) | undefined
  /** Milliseconds without an event, after which the connection counts as lost: comments do not count. @defaultValue `0` */
  eventTimeout?: number | undefined
}

/** Watches one connection, and is told of everything that breaks a silence. */
export interface Liveness {
  onResponse(): void
  onBytes(): void
  onEvent(): void
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
  const give = (code: Silence) => (timeout: number) => {
    stop()
    onSilence(new EventStreamError(code, complaints[code](timeout), { timeout }))
  }
  const response = watchSilence(() => connectTimeout, clock, give('connect-timeout'))
  const bytes = watchSilence(
    typeof idleTimeout === 'function' ? idleTimeout() : () => idleTimeout,
    clock,
    give('idle-timeout'),
  )
  const events = watchSilence(() => eventTimeout, clock, give('event-timeout'))
  const stop = (): void => [response, bytes, events].forEach((silence) => silence.stop())
  const resume = (): void => [bytes, events].forEach((silence) => silence.start())
  response.start()
  return {
    onResponse() {
      response.stop()
      resume()
    },
    onBytes: bytes.end,
    onEvent: events.end,
    pause: stop,
    resume,
    stop,
  }
}

const complaints: Record<Silence, (timeout: number) => string> = {
  'connect-timeout': (timeout) =>
    `Cannot open event stream: a response must come within ${timeout} ms, got none. ` +
    `Browsers hold back the seventh HTTP/1.1 connection to an origin: count the open streams`,
  'idle-timeout': (timeout) => `Cannot keep event stream: a byte must come within ${timeout} ms, got none`,
  'event-timeout': (timeout) => `Cannot keep event stream: an event must come within ${timeout} ms, got none`,
}

/** One timer that looks again when it fires: a silence that ends costs a reading of the clock, not a timer. */
function watchSilence(judge: SilenceJudge, clock: Clock, onSilence: (limit: number) => void) {
  let since = 0
  let limit = judge(0)
  let cancel = (): void => {}
  const look = (): void => {
    const left = since + limit - clock.now()
    if (left > 0) {
      cancel = clock.schedule(left, look)
    } else {
      onSilence(limit)
    }
  }
  const arm = (): void => {
    cancel()
    if (limit > 0) {
      cancel = clock.schedule(limit, look)
    }
  }
  return {
    start() {
      since = clock.now()
      arm()
    },
    end() {
      const now = clock.now()
      const next = judge(now - since)
      since = now
      if (next !== limit) {
        limit = next
        arm()
      }
    },
    stop: () => cancel(),
  }
}
