// The contract between a session and whoever holds it. No code: both sides build on these words.
import type { ServerSentEvent } from '@linefeed/parser'
import type { TimedAttemptOptions } from '../connection/liveness.ts'
import type { SendOptions } from '../connection/redirects.ts'
import type { EventStreamError } from '../errors.ts'
import type { Page } from '../platform/page.ts'
import type { ResumeOptions } from './resume.ts'
import type { ScheduleSettings } from './schedule.ts'
import type { EventStreamState, StreamEnd } from './state.ts'

/** A stretch of events that is lost, and why. */
export interface Gap {
  /** The server said so by its status, or by the event of `gapEvent`; or the position cannot travel in a header. */
  readonly reason: 'status' | 'event' | 'unsendable-id'
  /** The position from which the stream cannot continue. */
  readonly lastEventId: string
}

/** What a session needs to know. Its functions must not throw. */
export interface SessionSettings
  extends Omit<TimedAttemptOptions, 'send' | 'accept' | 'hint'>, SendOptions, ResumeOptions, ScheduleSettings {
  readonly lastEventId?: string | undefined
  readonly identity?: string | undefined
  readonly until: ((event: ServerSentEvent) => boolean | 'discard' | undefined) | undefined
  readonly isDuplicate: ((event: ServerSentEvent) => boolean | 'replayed' | undefined) | undefined
  readonly gap?: 'restart' | 'close' | undefined
  readonly gapEvent?: string | undefined
  readonly whenHidden?: 'keep' | 'pause' | undefined
  readonly page: Page
  readonly tap: Tap | undefined
}

/** Hears what a session goes through, beside its sink. Must not throw. */
export interface Tap {
  onStateChange(state: EventStreamState): void
  onBytes(count: number): void
  onEvent(event: ServerSentEvent): void
  onGap(gap: Gap): void
}

/** Hears what a session brings, in order, and no event after its end. Must not throw. */
export interface SessionSink {
  onEvent(event: ServerSentEvent): void
  onStateChange(state: EventStreamState): void
  onGap(gap: Gap): void
  onError(error: EventStreamError): void
  /** Reading goes on when the promise resolves, at once for `undefined`. */
  demand(): Promise<void> | undefined
  /** The end of an attempt is judged when the promise resolves: what was read has reached its readers. */
  settled(): Promise<void> | undefined
}

/** Many attempts with one resume position. */
export interface Session {
  readonly state: EventStreamState
  /** What the next attempt sends. */
  readonly lastEventId: string
  /** Always resolves. */
  readonly done: Promise<StreamEnd>
  /** Makes the first attempt; does nothing after that. */
  open(): void
  /** Starts a new attempt now, from the same position. */
  reconnect(): void
  close(end: StreamEnd): void
}
