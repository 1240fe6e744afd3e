// One attempt: request → response → bytes → events, until it ends, fails or is stopped. Knows nothing of a second one.
import { createParser, EventTooLargeError } from '@linefeed/parser'
import { EventStreamError, textOf } from '../errors.ts'
import type { AttemptFacts, AttemptOptions, AttemptSink, Connection, Outcome } from './attempt.ts'
import { discard, judgeResponse } from './response.ts'

/** Makes one HTTP request and reads its event stream into `sink`. */
export function connect(options: AttemptOptions, facts: AttemptFacts, sink: AttemptSink): Connection {
  const controller = new AbortController()
  const { signal } = controller
  let settle: (outcome: Outcome) => void
  const outcome = new Promise<Outcome>((resolve) => (settle = resolve))

  // The first end counts. It resolves the outcome by itself: some platforms never settle a read after an abort.
  function end(result: Outcome): void {
    settle(result)
    controller.abort()
  }

  async function read(): Promise<void> {
    if (signal.aborted) {
      return
    }
    const response = await options.send({ ...facts, signal })
    const refusal = judgeResponse(response, options.retryAfter)
    if (refusal || signal.aborted) {
      void discard(response)
      throw refusal ?? signal.reason
    }
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    const { maxEventSize, defaultType } = options
    const parser = createParser({ ...sink, lastEventId: facts.lastEventId, maxEventSize, defaultType })
    signal.addEventListener('abort', () => {
      parser.end()
      void reader.cancel().catch(() => {})
    })
    sink.onOpen?.(response)
    while (!signal.aborted) {
      let chunk: ReadableStreamReadResult<Uint8Array>
      // No `catch` of a promise, no `await` for nothing: each costs as much as an event.
      try {
        chunk = await reader.read()
      } catch (cause) {
        breakOff(cause)
      }
      if (chunk.done || signal.aborted) {
        return
      }
      sink.onBytes?.(chunk.value.byteLength)
      parser.push(chunk.value)
      const demand = sink.demand?.()
      if (demand) {
        await demand
      }
    }
  }

  // A later turn: whoever is asked for headers may call stop().
  Promise.resolve()
    .then(read)
    .then(
      () => end({ kind: 'ended' }),
      (error: unknown) => end({ kind: 'failed', error: toStreamError(error, options.hint) }),
    )
  return { outcome, stop: (error) => end(error ? { kind: 'failed', error } : { kind: 'stopped' }) }
}

/** What sends may also give something that is no response at all. */
function toStreamError(cause: unknown, hint: string | undefined): EventStreamError {
  if (cause instanceof EventStreamError) {
    return cause
  }
  if (cause instanceof EventTooLargeError) {
    const { message, maxEventSize } = cause
    return new EventStreamError('event-too-large', message, { maxEventSize }, { cause })
  }
  return new EventStreamError(
    'request-failed',
    `Cannot open event stream: fetch must give a response, got ${textOf(cause)}${hint ? `. ${hint}` : ''}`,
    { hint },
    { cause },
  )
}

function breakOff(cause: unknown): never {
  throw new EventStreamError(
    'connection-lost',
    'Cannot read event stream: the response broke before its end',
    {},
    { cause },
  )
}
