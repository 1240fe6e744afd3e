// One stream → what its readers see: batched snapshots, and every event by callback. Knows nothing of frameworks.
import { check } from '../check-options.ts'
import type { EventStreamError } from '../errors.ts'
import { createEventStream, type EventStream } from '../event-stream.ts'
import type { EventStreamOptions } from '../options.ts'
import { systemClock } from '../platform/clock.ts'
import { scheduleFrame } from '../platform/frame.ts'
import type { Decoder, StreamEvent } from '../readers/events.ts'
import { createReporter, guard, reportUnhandled, type Reporter } from '../report.ts'
import type { Gap } from '../session/contract.ts'
import { mayRepeat } from '../session/resume.ts'
import { shortestInterval, type RetryOptions } from '../session/retry-policy.ts'
import type { EventStreamState } from '../session/state.ts'
import { createAccumulator } from './accumulate.ts'
import type { AnyDefinition } from './definition.ts'

/** What readers see of a stream at one moment; a new object whenever it is published. */
export interface Snapshot<Data> {
  readonly data: Data
  readonly state: EventStreamState
  /** Why the stream is not open; kept while it tries again, `undefined` once it is open. */
  readonly error: EventStreamError | undefined
  /** The position after the latest event in `data`. */
  readonly lastEventId: string
}

type Event = StreamEvent<string, unknown>

/** A definition that has a URL. */
export type StoreDefinition = AnyDefinition & {
  readonly url: string | URL
  readonly identity?: string | undefined
  readonly linger?: number | undefined
}

/** What a reader wants to hear of, besides snapshots: at once, in order. */
export interface StoreCallbacks<E = Event> {
  onEvent?: ((event: E) => void) | undefined
  onStateChange?: ((state: EventStreamState) => void) | undefined
  /** Without one at any of those who share the stream, mistakes of yours are reported to the platform, once. */
  onError?: ((error: EventStreamError) => void) | undefined
  onGap?: ((gap: Gap) => void) | undefined
}

/** The published view of one stream, shared by its readers. */
export interface EventStore {
  /** What was published last: never ahead of what subscribers were told. */
  getSnapshot(): Snapshot<unknown>
  /** What there is before any event: the same on a server and when its page is hydrated. */
  getServerSnapshot(): Snapshot<unknown>
  /**
   * Calls `onPublish` after each publication. The first one opens the stream; the last one out closes it after the linger.
   * A store that was closed so goes on from its position with the next subscriber, unless the stream was over before, or its
   * request must not be repeated: then it stays closed until `reconnect`. The returned function ends it.
   */
  subscribe(onPublish: () => void, callbacks?: StoreCallbacks): () => void
  /** Starts a new attempt as soon as one may follow the last, also when the stream was over; keeps position and data. */
  reconnect(): void
  /** Ends the stream. */
  close(): void
  /** Ends the stream and forgets everything: nobody hears or sees anything of it again. */
  drop(): void
}

interface Subscriber {
  readonly onPublish: () => void
  readonly reporter: Reporter
  readonly hasOnError: () => boolean
  readonly onEvent: (event: Event) => void
  readonly onStateChange: (state: EventStreamState) => void
  readonly onGap: (gap: Gap) => void
}

/**
 * Calls `onUnused` when the last subscriber has left for longer than the linger.
 * @throws EventStreamError `invalid-option`, of the rest when the first one subscribes.
 */
export function createStore(definition: StoreDefinition, onUnused = (): void => {}): EventStore {
  const { url, flush = 'frame', linger = 0, maxItems = 1 } = definition
  check(typeof maxItems === 'number' && maxItems >= 1, 'maxItems', 'must be a number, 1 or more', maxItems)
  const isFlush = typeof flush === 'number' ? flush >= 0 : ['frame', 'sync'].includes(flush)
  check(isFlush, 'flush', "must be 'frame', 'sync' or a number, 0 or more", flush)
  const clock = definition.platform?.clock ?? systemClock
  const { base = Infinity } = (definition.retry ?? {}) as RetryOptions
  const subscribers = new Set<Subscriber>()
  const serverSnapshot = initialSnapshot(definition)
  // A new stream knows nothing of what the one before it has received: `resume` is of no use to it.
  const mayOpenAgain = mayRepeat({ ...streamOptions(definition), resume: undefined }, undefined, false)
  const shared = createReporter(report)
  let accumulator = createAccumulator(definition)
  let published = serverSnapshot
  let isStale = false
  let lastEventId = ''
  /** Where another stream starts. The stream's own is further while events are being decoded, which die with it. */
  let position = ''
  let stream: EventStream<Decoder<unknown>> | undefined
  let restingState: EventStreamState = { phase: 'idle' }
  let cancelFlush = (): void => {}
  let isFlushPlanned = false
  let cancelLinger = (): void => {}
  let untold: EventStreamState[] = []
  let attemptedAt = -Infinity
  let cancelOpening = (): void => {}

  /** Streams that follow each other start as far apart as the attempts of one. */
  function open(): void {
    cancelOpening()
    const delay = attemptedAt + shortestInterval({ base }) - clock.now()
    if (delay > 0) {
      cancelOpening = clock.schedule(delay, open)
      return
    }
    stream = createEventStream(url, {
      ...streamOptions(definition),
      linger: 0,
      lastEventId: position,
      onStateChange(state) {
        if (state.phase === 'connecting') {
          attemptedAt = clock.now()
        }
        tell(state)
      },
      onError: report,
      onGap(gap) {
        position = ''
        subscribers.forEach((subscriber) => subscriber.onGap(gap))
      },
    })
    stream.on(take)
  }

  /** What concerns all is one mistake, however many share the stream. */
  function report(error: EventStreamError): void {
    const listening = [...subscribers].filter(({ hasOnError }) => hasOnError())
    listening.forEach(({ reporter }) => reporter.report(error))
    if (listening.length === 0) {
      reportUnhandled(error)
    }
  }

  /** Whoever hears of a state may cause the next one at once: the others hear of it in its turn. */
  function tell(state: EventStreamState): void {
    untold.push(state)
    if (untold.length === 1) {
      for (const next of untold) {
        subscribers.forEach((subscriber) => subscriber.onStateChange(next))
        isStale = true
        publish()
      }
      untold = []
    }
  }

  function take(event: Event): void {
    try {
      accumulator.add(event)
    } catch (cause) {
      shared.blame('reduce', cause)
    }
    lastEventId = position = event.lastEventId
    isStale = true
    subscribers.forEach((subscriber) => subscriber.onEvent(event))
    if (flush === 'sync') {
      publish()
    } else if (!isFlushPlanned && subscribers.size > 0) {
      isFlushPlanned = true
      cancelFlush = flush === 'frame' ? scheduleFrame(clock, publish) : clock.schedule(flush, publish)
    }
  }

  function publish(): void {
    isFlushPlanned = false
    cancelFlush()
    if (subscribers.size > 0 && isStale) {
      renew()
      subscribers.forEach(({ onPublish }) => onPublish())
    }
  }

  function renew(): void {
    const state = stream?.state ?? restingState
    isStale = false
    published = { data: accumulator.value(), state, error: errorOf(state), lastEventId }
  }

  function rest(): void {
    if (stream) {
      const wasOver = stream.state.phase === 'closed'
      stream.close()
      restingState = wasOver || !mayOpenAgain ? stream.state : { phase: 'idle' }
      stream = undefined
    }
    isStale = true
    cancelLinger()
    cancelOpening()
  }

  return {
    getSnapshot() {
      if (subscribers.size === 0 && isStale) {
        renew()
      }
      return published
    },
    getServerSnapshot: () => serverSnapshot,
    subscribe(onPublish, callbacks = {}) {
      const reporter = createReporter((error) => (callbacks.onError ?? reportUnhandled)(error))
      const subscriber: Subscriber = {
        onPublish: guard(reporter, 'onPublish', onPublish),
        reporter,
        hasOnError: () => callbacks.onError !== undefined,
        onEvent: guard(reporter, 'onEvent', callbacks.onEvent),
        onStateChange: guard(reporter, 'onStateChange', callbacks.onStateChange),
        onGap: guard(reporter, 'onGap', callbacks.onGap),
      }
      cancelLinger()
      if (subscribers.size === 0 && isStale) {
        renew()
      }
      subscribers.add(subscriber)
      if (!stream && restingState.phase === 'idle') {
        open()
      }
      return () => {
        if (subscribers.delete(subscriber) && subscribers.size === 0) {
          cancelLinger = clock.schedule(linger, () => {
            rest()
            onUnused()
          })
        }
      }
    },
    reconnect() {
      if (stream && stream.state.phase !== 'closed') {
        stream.reconnect()
      } else if (subscribers.size > 0) {
        open()
      }
    },
    close() {
      cancelOpening()
      stream?.close()
    },
    drop() {
      subscribers.clear()
      rest()
      accumulator = createAccumulator(definition)
      lastEventId = position = ''
      attemptedAt = -Infinity
      restingState = { phase: 'idle' }
      published = serverSnapshot
      isStale = false
    },
  }
}

/** What there is of a stream before it is opened. */
export function initialSnapshot(definition: AnyDefinition): Snapshot<unknown> {
  return { data: createAccumulator(definition).value(), state: { phase: 'idle' }, error: undefined, lastEventId: '' }
}

function errorOf(state: EventStreamState): EventStreamError | undefined {
  if (state.phase === 'closed') {
    return state.reason === 'failed' ? state.error : undefined
  }
  return 'failure' in state ? state.failure : undefined
}

/** What the stream itself takes of a definition. */
function streamOptions(definition: StoreDefinition): EventStreamOptions<Decoder<unknown>> {
  const {
    url: _url,
    key: _key,
    flush: _flush,
    initial: _initial,
    reduce: _reduce,
    maxItems: _maxItems,
    ...options
  } = definition
  return options as EventStreamOptions<Decoder<unknown>>
}
