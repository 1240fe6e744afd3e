// The composition root: one session, its decoding, and the readers that hold it open.
import { check, checkOptions } from './check-options.ts'
import type { EventStreamOptions } from './options.ts'
import { createDecoding, type Decoding } from './readers/decode.ts'
import type { AnyEvent, DataOf, Decode, Decoder, EventType, Given, StreamEvent } from './readers/events.ts'
import { createIterator, toReadableStream } from './readers/iterator.ts'
import type { Reader } from './readers/reader.ts'
import { createReporter, guard } from './report.ts'
import { toDelay } from './session/retry-policy.ts'
import { createSession } from './session/session.ts'
import type { EventStreamState, StreamEnd } from './session/state.ts'

type DecodedEvent = StreamEvent<string, unknown>
type Listener = (event: DecodedEvent) => void

/** One subscription: many requests, one position, any number of readers. Opens with its first reader. */
export interface EventStream<D extends Decode | undefined = undefined> extends AsyncIterable<AnyEvent<D>, undefined> {
  /** What the stream is doing: switch on `phase`. */
  readonly state: EventStreamState
  /** The position the next attempt resumes from. A reader with a queue may not have got there: persist `event.lastEventId`. */
  readonly lastEventId: string
  /** Resolves when the stream is over, never rejects. */
  readonly done: Promise<StreamEnd>
  /** Connects without waiting for a reader. */
  open(): void
  /** Starts a new attempt now, asks `body` and `headers` again, and keeps the position. */
  reconnect(): void
  /** Ends the stream: no event, no request, no timer after it. */
  close(): void
  /**
   * Calls `listener` for every event of `type`, or for every event. The returned function ends that.
   * Data of types that `decode` does not name is text: also that of a misspelt one.
   * @throws EventStreamError `invalid-option` when the listener is no function.
   */
  on<Type extends EventType<D>>(type: Type, listener: (event: StreamEvent<Type, DataOf<D, Type>>) => void): () => void
  on(listener: (event: AnyEvent<D>) => void): () => void
  /** Pulls events: a slow loop slows down the server. `break` ends this reader. */
  [Symbol.asyncIterator](): AsyncIterableIterator<AnyEvent<D>, undefined>
  /** The events as a stream with back-pressure. Cancelling it ends this reader. */
  toReadableStream(): ReadableStream<AnyEvent<D>>
  /** Closes the stream: `await using stream = createEventStream(…)`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** What a stream is within this package. */
export type OpenStream = EventStream<Decoder<unknown>> & Pick<Decoding, 'settled'>

/**
 * Subscribes to an event stream: reconnects, resumes where it was, delivers whole events once. Connects with its first reader.
 * @param url Relative to the page, if there is one.
 * @throws EventStreamError `invalid-option` when the URL or an option is wrong.
 * @example
 * const stream = createEventStream('/me/events', { headers: bearer(getToken), decode: json<Notice>() })
 * stream.on('notice', ({ data }) => show(data.text))
 */
export function createEventStream<const D extends Decode | undefined>(
  url: string | URL,
  options: EventStreamOptions<D> = {},
): EventStream<Given<D>> {
  const settings = checkOptions(url, options)
  const { until, dedupe, retry, decodeErrors, linger = 0, signal } = options
  const reporter = createReporter(options.onError)
  // Replaced, never changed: a delivery under way goes on with those it started with. Sets take longer to walk.
  let readers: readonly Reader<DecodedEvent, StreamEnd>[] = []
  let cancelLinger = (): void => {}

  const isOver = (): boolean => session.state.phase === 'closed'
  const decoding = createDecoding(
    options.decode,
    deliver,
    (error) => {
      reporter.report(error)
      if (decodeErrors === 'fail') {
        close({ reason: 'failed', error })
      }
    },
    isOver,
  )

  const session = createSession(
    {
      ...settings,
      retryPolicy:
        typeof retry === 'function'
          ? guard(
              reporter,
              'retry',
              (context) => toDelay(retry(context)),
              ({ delay }) => delay,
            )
          : undefined,
      until: typeof until === 'string' ? ({ type }) => type === until : until && guard(reporter, 'until', until),
      isDuplicate: dedupe && guard(reporter, 'dedupe', dedupe()),
    },
    {
      onEvent: decoding.push,
      onStateChange: guard(reporter, 'onStateChange', (state: EventStreamState) => {
        if (state.phase === 'closed') {
          end(state)
        }
        options.onStateChange?.(state)
      }),
      onGap: guard(reporter, 'onGap', options.onGap),
      onError: reporter.report,
      demand,
      settled: decoding.settled,
    },
  )
  const { close } = session

  function deliver(event: DecodedEvent): void {
    for (const reader of readers) {
      if (!reader.isGone && (reader.type === undefined || reader.type === event.type)) {
        try {
          reader.onEvent(event)
        } catch (cause) {
          reporter.blame('listener', cause)
        }
      }
    }
  }

  /** Resolves when nobody is behind any more; `undefined` when nobody is now. */
  function demand(): Promise<void> | undefined {
    const behind = decoding.settled() ?? readers.find(({ full }) => full !== undefined)?.full
    return behind?.then(demand)
  }

  function end(over: StreamEnd): void {
    cancelLinger()
    signal?.removeEventListener('abort', onAbort)
    for (const reader of readers) {
      reader.isGone = true
      reader.onEnd?.(over)
    }
    readers = []
  }

  function onAbort(): void {
    close({ reason: 'aborted', error: signal?.reason })
  }

  /** Holds the stream open until the returned function is called. */
  function hold(reader: Reader<DecodedEvent, StreamEnd>): () => void {
    if (session.state.phase === 'closed') {
      reader.onEnd?.(session.state)
    } else {
      cancelLinger()
      // oxlint-disable-next-line unicorn/no-array-sort -- it is a copy; `toSorted` is newer than the oldest runtime
      readers = [...readers, reader].sort((one, other) => Number(!one.type) - Number(!other.type))
      session.open()
    }
    return () => {
      if (readers.includes(reader)) {
        reader.isGone = true
        readers = readers.filter((other) => other !== reader)
        if (readers.length === 0) {
          leave()
        }
      }
    }
  }

  function leave(): void {
    if (linger > 0) {
      cancelLinger = settings.clock.schedule(linger, closeForGood)
    } else {
      closeForGood()
    }
  }

  function closeForGood(): void {
    close({ reason: 'closed' })
  }

  function iterate(): AsyncIterableIterator<DecodedEvent, undefined> {
    const { reader, iterator } = createIterator<DecodedEvent>(() => release())
    const release = hold(reader)
    return iterator
  }

  signal?.addEventListener('abort', onAbort)
  if (signal?.aborted) {
    onAbort()
  }

  // What `decode` makes of the data is known to the caller's types alone.
  const stream: OpenStream = Object.assign(session, {
    close: closeForGood,
    settled: decoding.settled,
    on(first: string | Listener, second?: Listener) {
      const [type, onEvent] = typeof first === 'string' ? [first, second] : [undefined, first]
      check(typeof onEvent === 'function', 'listener', 'must be a function', onEvent)
      return hold({ type, onEvent: onEvent as Listener })
    },
    [Symbol.asyncIterator]: iterate,
    toReadableStream: () => toReadableStream(iterate),
    // Not every runtime has the symbol; those that lack it have no `await using` either.
    async [Symbol.asyncDispose ?? '']() {
      closeForGood()
      await session.done
    },
  })
  return stream as unknown as EventStream<Given<D>>
}
