// What callers may say, and what it means. No code.
import type { ServerSentEvent } from '@linefeed/parser'
import type { SendOptions } from './connection/redirects.ts'
import type { Rhythm, TimedAttemptOptions } from './connection/liveness.ts'
import type { EventStreamError } from './errors.ts'
import type { Clock } from './platform/clock.ts'
import type { Page } from './platform/page.ts'
import type { Decode } from './readers/events.ts'
import type { Gap, Tap } from './session/contract.ts'
import type { ResumeOptions } from './session/resume.ts'
import type { RetryOptions, RetryPolicy } from './session/retry-policy.ts'
import type { EventStreamState } from './session/state.ts'

/** Without its parameter, options of which nothing is known: data may be anything. */
export interface EventStreamOptions<D extends Decode | undefined = Decode>
  extends
    Omit<TimedAttemptOptions, 'send' | 'accept' | 'hint' | 'idleTimeout' | 'defaultType'>,
    Omit<SendOptions, 'url' | 'idempotencyKey'>,
    ResumeOptions {
  /** Sent as `Idempotency-Key` with every attempt; a function is called once per stream. */
  idempotencyKey?: string | (() => string) | undefined
  /** `json()`, `json(schema)` or a function of your own, for all events or per event type. Without it, data is text. */
  decode?: D | undefined
  /**
   * Milliseconds without a byte, comments included, after which the connection counts as lost; 0 for no limit.
   * `learned()` learns it from the server's heartbeat.
   * @defaultValue `0`
   */
  idleTimeout?: number | (() => Rhythm) | undefined
  /** What happens to an event that `decode` refuses; it is reported in either case. @defaultValue `'skip'` */
  decodeErrors?: 'skip' | 'fail' | undefined
  /** Whose stream it is: a user's id, never a token. Given to `headers`, `body` and `resume`; `bearer()` keeps people apart by it. */
  identity?: string | undefined
  /** The position to start from. @defaultValue `''`, the start of the stream */
  lastEventId?: string | undefined
  /** How attempts follow each other, or a policy of your own. */
  retry?: RetryOptions | RetryPolicy | undefined
  /**
   * The event that says "finished": its type, or a function that knows it; `'discard'` ends without delivering it.
   * With it, a response that ends before is a failure, not an end.
   */
  until?: string | ((event: ServerSentEvent) => boolean | 'discard') | undefined
  /**
   * Called once per stream; the function it gives says of each event whether to drop it. `'replayed'` drops it as one that
   * readers have had: the position, which is further, stays where it is.
   */
  dedupe?: (() => (event: ServerSentEvent) => boolean | 'replayed') | undefined
  /** What to do when the server cannot continue from the position: start anew without one, or stop. @defaultValue `'restart'` */
  gap?: 'restart' | 'close' | undefined
  /** Type of the event by which the server says that it cannot continue; 409, 410 and 412 always say so. */
  gapEvent?: string | undefined
  /** What a stream does while its page is hidden. @defaultValue `'keep'` */
  whenHidden?: 'keep' | 'pause' | undefined
  /** Milliseconds a stream stays open after its last reader left. @defaultValue `0` */
  linger?: number | undefined
  /** Closes the stream when it aborts. */
  signal?: AbortSignal | undefined
  /** Hears that events were lost, before the stream goes on. */
  onGap?: ((gap: Gap) => void) | undefined
  onStateChange?: ((state: EventStreamState) => void) | undefined
  /** Hears every failure, also those that are retried, and what your own functions threw. */
  onError?: ((error: EventStreamError) => void) | undefined
  /** Hears what the stream goes through, in numbers: see `observe()`. */
  observer?: (() => Tap) | undefined
  /** Stand-ins for what the platform does, for tests. */
  platform?: { clock?: Clock; page?: Page; random?: () => number } | undefined
}
