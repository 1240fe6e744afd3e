// What a mocked stream can do, and what the ways to it may ask of it. Types only.
import type { ReplayOptions } from './cassette.ts'
import type { MockConnection } from './connection.ts'
import type { MockStreamError } from './errors.ts'
import type { Failure, FailureOptions } from './failure.ts'
import type { MockEvent } from './frames.ts'
import type { HeldRequest } from './held.ts'
import type { HistoryOptions } from './history.ts'
import type { ArrivedRequest } from './request.ts'
import type { Step } from './script.ts'

export interface MockEventStreamOptions {
  /** The method to answer, `'*'` for any. @defaultValue `'GET'` */
  method?: string
  /** Headers of the response, besides `content-type: text/event-stream` and `cache-control: no-store`. */
  headers?: NonNullable<RequestInit['headers']>
  /** Milliseconds of real time after which a wait gives up with an error that says what is missing. @defaultValue `3000` */
  timeout?: number
}

export interface HoldNextOptions {
  /** How many requests are held, 0 for none; `Infinity` for all to come. @defaultValue `1` */
  times?: number
}

/** How a request came in, and what its way needs of the response. */
export interface Door {
  /** Aborted when the client gives up. @defaultValue the request's own */
  signal?: AbortSignal | undefined
  /** Headers this way needs. */
  headers?: Readonly<Record<string, string>>
  /** Bytes the body begins with. */
  opening?: Uint8Array<ArrayBuffer>
  /** Waited for before the body fails. */
  grace?: () => Promise<void>
  /** What to do where this way does not tell that a client left a held request. */
  blindSpot?: string
  /** Says, when a test takes a connection, why this way cannot work just now. */
  obstacle?: () => MockStreamError | undefined
}

/** What happened on the server, whoever was connected. */
export interface MockHistory<Events extends object = Record<string, unknown>> {
  /** An event happens: it is remembered, and sent to every open connection. Resolves when they have read it, or left. */
  publish(event: MockEvent<Events>): Promise<void>
  /** An event happens that is sent to nobody: for what a client misses, or for bytes you write yourself. */
  remember(event: MockEvent<Events>): void
}

/** The mocked server of one event stream. `Events` maps each event type to its data. */
export interface MockEventStream<Events extends object = Record<string, unknown>> {
  /**
   * The next connection in order of arrival, each handed out once: asking late misses nothing.
   * @throws MockStreamError with code `timeout` when none comes, listing the requests that did arrive, and
   * `fake-timers` when the client could never read from it.
   */
  connection(): Promise<MockConnection<Events>>
  /** Every connection so far. */
  readonly connections: readonly MockConnection<Events>[]
  /** Every request so far that was meant for this stream, failed ones included. */
  readonly requests: readonly ArrivedRequest[]
  /**
   * Makes the next request fail; called again, the one after it.
   * @throws MockStreamError with code `invalid` when no response can have the status.
   */
  failNext(failure: Failure, options?: FailureOptions): void
  /**
   * Holds the next request: it arrives and gets no answer, so that its client is connecting, until `held()` hands it to
   * you. Keeps its place among the failures of `failNext`.
   */
  holdNext(options?: HoldNextOptions): void
  /**
   * The next held request in order of arrival, each handed out once.
   * @throws MockStreamError with code `timeout` when none comes, and `fake-timers` as `connection()`.
   * @example
   * chat.holdNext()
   * render(<Answer />)
   * const request = await chat.held()
   * expect(screen.getByText('Connecting…')).toBeVisible()
   * const connection = request.open()
   */
  held(): Promise<HeldRequest<Events>>
  /** From now on remembers what is sent and replays, after `Last-Event-ID`, what a reconnecting client has missed. */
  history(options?: HistoryOptions<MockConnection<Events>>): MockHistory<Events>
  /**
   * Plays these steps by itself, one story across reconnects: after `'drop'`, `'end'`, `'stall'` or a failure the next
   * connection continues. When the story is over, or a client left in its middle, the next connection begins it again.
   * @throws MockStreamError with code `invalid` when a step cannot be sent.
   */
  script(steps: readonly Step<Events>[]): void
  /** Plays a recording by `recordEventStream`. @throws MockStreamError with code `invalid` when it is not one. */
  replay(cassette: string, options?: ReplayOptions): void
  /** @throws MockStreamError with code `open-connections` when a client still holds one, or waits for a held request. */
  expectNoOpenConnections(): void
  /**
   * Drops what is open and forgets everything: failures, history, script, requests and connections. Who waits in
   * `connection()` or `held()` is rejected with code `closed`.
   */
  reset(): void
  /** Whether this stream answers the request. */
  matches(request: Request): boolean
  /** Answers a request: the door for anything that is neither msw nor `mockFetch`. */
  respond(request: Request, door?: Door): Promise<Response>
}
