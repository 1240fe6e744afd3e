// One attempt: request → response → bytes → events, until it ends, fails or is stopped. Knows nothing of a second one.
import { createParser, EventTooLargeError, type Parser } from '@linefeed/parser'
import { EventStreamError } from '../errors.ts'
import type { Clock } from '../platform/clock.ts'
import type { AttemptFacts, AttemptOptions, AttemptSink, Connection, Outcome } from './attempt.ts'
import { watchLiveness } from './liveness.ts'
import { fetchWithinOrigin } from './redirects.ts'
import { prepareRequest } from './request.ts'
import { judgeResponse } from './response.ts'

/** Makes one HTTP request and reads its event stream into `sink`. */
export function connect(options: AttemptOptions, facts: AttemptFacts, sink: AttemptSink, clock: Clock): Connection {
  const controller = new AbortController()
  const { signal } = controller
  let settle: (outcome: Outcome) => void
  const outcome = new Promise<Outcome>((resolve) => (settle = resolve))
  const liveness = watchLiveness(options, clock, (error) => end({ kind: 'failed', error }))

  // The first end counts. It resolves the outcome by itself: some platforms never settle a read after an abort.
  function end(result: Outcome): void {
    settle(result)
    liveness.stop()
    controller.abort()
  }

  async function open(): Promise<ReadableStream<Uint8Array>> {
    const request = await prepareRequest(options.url, options, { ...facts, signal }, options.resume)
    if (signal.aborted) {
      throw signal.reason
    }
    const response = await fetchWithinOrigin(options.fetch ?? fetch, request, options.hint)
    const refusal = judgeResponse(response, clock.date())
    if (refusal || signal.aborted) {
      void response.body?.cancel().catch(() => {})
      throw refusal ?? signal.reason
    }
    liveness.onResponse()
    sink.onOpen?.(response)
    return response.body as ReadableStream<Uint8Array>
  }

  async function read(body: ReadableStream<Uint8Array>): Promise<void> {
    const parser = createParser({
      lastEventId: facts.lastEventId,
      maxEventSize: options.maxEventSize,
      defaultType: options.defaultType,
      onId: (id) => signal.aborted || sink.onId?.(id),
      onRetry: (time) => signal.aborted || sink.onRetry?.(time),
      onComment: () => signal.aborted || liveness.onComment(),
      onEvent(event) {
        if (!signal.aborted) {
          liveness.onEvent()
          sink.onEvent(event)
        }
      },
    })
    const reader = body.getReader()
    signal.addEventListener('abort', () => void reader.cancel().catch(() => {}))
    while (!signal.aborted) {
      const { done, value } = await readChunk(reader)
      if (done || signal.aborted) {
        return
      }
      liveness.onBytes()
      sink.onBytes?.(value.byteLength)
      parse(parser, value)
      const demand = sink.demand?.()
      if (demand) {
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
      (error: EventStreamError) => end({ kind: 'failed', error }),
    )
  return { outcome, stop: () => end({ kind: 'stopped' }) }
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
