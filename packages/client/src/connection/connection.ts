// One attempt: request → response → bytes → events, until it ends, fails or is stopped. Knows nothing of a second one.
import { createParser, EventTooLargeError, type Parser, type ServerSentEvent } from '@linefeed/parser'
import { EventStreamError } from '../errors.ts'
import type { Clock } from '../platform/clock.ts'
import type { AttemptFacts, AttemptOptions, AttemptSink, Connection, Outcome } from './attempt.ts'
import { watchLiveness } from './liveness.ts'
import { judgeResponse } from './response.ts'

/** Makes one HTTP request and reads its event stream into `sink`. */
export function connect(options: AttemptOptions, facts: AttemptFacts, sink: AttemptSink, clock: Clock): Connection {
  const controller = new AbortController()
  const { signal } = controller
  let settle: (outcome: Outcome) => void
  const outcome = new Promise<Outcome>((resolve) => (settle = resolve))
  const liveness = watchLiveness(options, clock, (error) => end({ kind: 'failed', error }))

  let parser: Parser | undefined

  // The first end counts. It resolves the outcome by itself: some platforms never settle a read after an abort.
  function end(result: Outcome): void {
    settle(result)
    liveness.stop()
    parser?.end()
    controller.abort()
  }

  async function open(): Promise<Response> {
    const response = await options.send({ ...facts, signal })
    const refusal = judgeResponse(response, clock.date())
    if (refusal || signal.aborted) {
      void response.body
        ?.getReader()
        .cancel()
        .catch(() => {})
      throw refusal ?? signal.reason
    }
    return response
  }

  async function read(response: Response): Promise<void> {
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    signal.addEventListener('abort', () => void reader.cancel().catch(() => {}))
    liveness.onResponse()
    sink.onOpen?.(response)
    let hasEvent = false
    const hearEvent = (event: ServerSentEvent): void => {
      hasEvent = true
      sink.onEvent(event)
    }
    const chunks = createParser({
      lastEventId: facts.lastEventId,
      maxEventSize: options.maxEventSize,
      defaultType: options.defaultType,
      onId: sink.onId,
      onRetry: sink.onRetry,
      // Only a rhythm hears comments: unheard ones cost the parser next to nothing.
      onComment: typeof options.idleTimeout === 'object' ? liveness.onComment : undefined,
      // Wrapped only where it counts: events come by the million.
      onEvent: options.eventTimeout ? hearEvent : sink.onEvent,
    })
    parser = chunks
    while (!signal.aborted) {
      const { done, value } = await readChunk(reader)
      if (done || signal.aborted) {
        return
      }
      sink.onBytes?.(value.byteLength)
      hasEvent = false
      parse(chunks, value)
      // Once per chunk: a reading of the clock costs as much as an event.
      liveness.onBytes(hasEvent)
      const demand = sink.demand?.()
      if (demand && !signal.aborted) {
        liveness.pause()
        await demand
        if (!signal.aborted) {
          liveness.resume()
        }
      }
    }
  }

  // A later turn: whoever is asked for headers may call stop().
  Promise.resolve()
    .then(open)
    .then(read)
    .then(
      () => end({ kind: 'ended' }),
      (error: unknown) => end({ kind: 'failed', error: toStreamError(error, options.hint) }),
    )
  return { outcome, stop: () => end({ kind: 'stopped' }) }
}

/** What sends may also give something that is no response at all. */
function toStreamError(cause: unknown, hint: string | undefined): EventStreamError {
  return cause instanceof EventStreamError
    ? cause
    : new EventStreamError(
        'request-failed',
        `Cannot open event stream: fetch must give a response, got ${String(cause)}${hint ? `. ${hint}` : ''}`,
        { hint },
        { cause },
      )
}

async function readChunk(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  try {
    return await reader.read()
  } catch (cause) {
    throw new EventStreamError(
      'connection-lost',
      'Cannot read event stream: the response broke before its end',
      {},
      { cause },
    )
  }
}

function parse(parser: Parser, chunk: Uint8Array): void {
  try {
    parser.push(chunk)
  } catch (cause) {
    throw cause instanceof EventTooLargeError
      ? new EventStreamError('event-too-large', cause.message, { maxEventSize: cause.maxEventSize }, { cause })
      : cause
  }
}
