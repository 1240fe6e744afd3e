// One stream → what its readers see: batched snapshots, and every event by callback. Knows nothing of frameworks.
import { check } from '../check-options.ts'
import type { EventStreamError } from '../errors.ts'
import { createEventStream, type OpenStream } from '../event-stream.ts'
import type { EventStreamOptions } from '../options.ts'
import { systemClock } from '../platform/clock.ts'
import { scheduleFrame } from '../platform/frame.ts'
import type { Decoder, StreamEvent } from '../readers/events.ts'
import { createReporter } from '../report.ts'
import { mayRepeat } from '../session/resume.ts'
import { shortestInterval, type RetryOptions } from '../session/retry-policy.ts'
import type { EventStreamState } from '../session/state.ts'
import { createAccumulator } from './accumulate.ts'
import { createAudience, type StoreCallbacks } from './audience.ts'
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
  const audience = createAudience()
  const serverSnapshot = initialSnapshot(definition)
  /** As the options were when it was opened last. */
  let mayOpenAgain = true
  const reporter = createReporter(audience.onError)
  let accumulator = createAccumulator(definition)
  let published = serverSnapshot
  let isStale = false
  let lastEventId = ''
  /** Where another stream starts. The stream's own is further while events are being decoded, which die with it. */
  let position = ''
  let stream: OpenStream | undefined
  let restingState: EventStreamState = { phase: 'idle' }
  let cancelFlush = (): void => {}
  let isFlushPlanned = false
  let cancelLinger = (): void => {}
  const untold: EventStreamState[] = []
  let isTelling = false
  let attemptedAt = -Infinity
  let cancelOpening = (): void => {}
  /** Outlives its stream as the position does. */
  let isDuplicate: ReturnType<NonNullable<EventStreamOptions['dedupe']>> | undefined

  /** Streams that follow each other start as far apart as the attempts of one. */
  function open(): void {
    cancelOpening()
    const delay = attemptedAt + shortestInterval({ base }) - clock.now()
    if (delay > 0) {
      cancelOpening = clock.schedule(delay, open)
      return
    }
    const { dedupe, ...options } = streamOptions(definition)
    // A new stream knows nothing of what the one before it has received: `resume` is of no use to it.
    mayOpenAgain = mayRepeat({ ...options, resume: undefined }, undefined, false)
    stream = createEventStream(url, {
      ...options,
      linger: 0,
      dedupe: typeof dedupe === 'function' ? () => (isDuplicate ??= dedupe()) : dedupe,
      lastEventId: position,
      onStateChange(state) {
        if (state.phase === 'connecting') {
          attemptedAt = clock.now()
        } else if (state.phase === 'closed') {
          keepPosition()
        }
        tell(state)
      },
      onError: audience.onError,
      onGap(gap) {
        position = ''
        audience.onGap(gap)
      },
    }) as OpenStream
    stream.on(take)
  }

  /** Events that are being decoded die with their stream: the next one must get them again, and not for duplicates. */
  function keepPosition(): void {
    if (stream?.settled()) {
      isDuplicate = undefined
    } else {
      position = stream?.lastEventId ?? position
    }
  }

  /** Whoever hears of something may cause the next state at once: the others hear of it in its turn. */
  function tell(state: EventStreamState): void {
    untold.push(state)
    if (!isTelling) {
      tellStates()
    }
  }

  function tellStates(): void {
    isTelling = true
    for (const next of untold) {
      audience.onStateChange(next)
      isStale = true
      publish()
    }
    untold.length = 0
    isTelling = false
  }

  function take(event: Event): void {
    try {
      accumulator.add(event)
    } catch (cause) {
      reporter.blame('reduce', cause)
    }
    lastEventId = position = event.lastEventId
    isStale = true
    isTelling = true
    audience.onEvent(event)
    isTelling = false
    // Asked first: events come by the million, and an empty walk costs a third of one.
    if (untold.length > 0) {
      tellStates()
    }
    if (!isStale) {
      return
    }
    if (flush === 'sync') {
      publish()
    } else if (!isFlushPlanned && !audience.isEmpty) {
      isFlushPlanned = true
      cancelFlush = flush === 'frame' ? scheduleFrame(clock, publish) : clock.schedule(flush, publish)
    }
  }

  function publish(): void {
    isFlushPlanned = false
    cancelFlush()
    if (!audience.isEmpty && isStale) {
      renew()
      audience.onPublish()
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
      if (audience.isEmpty && isStale) {
        renew()
      }
      return published
    },
    getServerSnapshot: () => serverSnapshot,
    subscribe(onPublish, callbacks = {}) {
      cancelLinger()
      if (audience.isEmpty && isStale) {
        renew()
      }
      const leave = audience.join(onPublish, callbacks)
      if (!stream && restingState.phase === 'idle') {
        open()
      }
      return () => {
        if (leave() && audience.isEmpty) {
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
      } else if (!audience.isEmpty) {
        open()
      }
    },
    close() {
      cancelOpening()
      stream?.close()
      if (!stream && restingState.phase === 'idle' && !audience.isEmpty) {
        restingState = { phase: 'closed', reason: 'closed' }
        tell(restingState)
      }
    },
    drop() {
      audience.clear()
      rest()
      untold.length = 0
      accumulator = createAccumulator(definition)
      lastEventId = position = ''
      attemptedAt = -Infinity
      isDuplicate = undefined
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
