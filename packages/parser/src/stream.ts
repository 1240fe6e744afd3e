// Streams and iterables of chunks → streams and iterables of events.
// Knows how to read and let go of a source; knows nothing of requests, statuses or content types.
import type { ServerSentEvent } from './event.ts'
import type { ParserOptions } from './options.ts'
import { createParser } from './parser.ts'

export type { ServerSentEvent } from './event.ts'
export { EventTooLargeError, InvalidArgumentError, ParserError } from './errors.ts'

/** What a source yields: bytes as `fetch` gives them, or text. */
export type Chunk = ArrayBufferView | string

/** Everything `createParser` takes, except the listener: events come out of the stream. */
export type EventStreamOptions = Omit<ParserOptions, 'onEvent'>

/** A response, or what a response's body is. */
export type EventStreamSource =
  | { readonly body: ReadableStream<Uint8Array> | null }
  | ReadableStream<Chunk>
  | AsyncIterable<Chunk>

/**
 * Pipes chunks in and events out; both sides apply back-pressure.
 *
 * An `EventTooLargeError`, or an error of your handlers, fails the stream, and as with every TransformStream what was
 * not read yet is dropped: resume from the `lastEventId` of the last event you handled.
 * @throws InvalidArgumentError when an option has the wrong type or is out of bounds.
 * @example
 * const events = response.body.pipeThrough(new EventStreamParserStream())
 */
export class EventStreamParserStream implements TransformStream<Chunk, ServerSentEvent> {
  readonly readable: ReadableStream<ServerSentEvent>
  readonly writable: WritableStream<Chunk>

  // A pair like the platform's TextDecoderStream: to extend TransformStream is to need it when this file is imported.
  constructor(options: EventStreamOptions = {}) {
    const { readable, writable } = new TransformStream(createTransformer(options))
    this.readable = readable
    this.writable = writable
  }
}

/**
 * Iterates over the events of a response, a stream or an iterable. Leaving the loop cancels the source.
 *
 * Throws what the source throws, `EventTooLargeError` and errors of your handlers, after the events read before them.
 * A response without a body has no events.
 * @example
 * for await (const { type, data } of parseEventStream(await fetch('/events'))) console.log(type, data)
 */
export async function* parseEventStream(
  source: EventStreamSource,
  options: EventStreamOptions = {},
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const events: ServerSentEvent[] = []
  const parser = createParser({ ...options, onEvent: (event) => events.push(event) })
  for await (const chunk of chunksOf(source)) {
    try {
      parser.push(chunk)
    } finally {
      // A plain loop: `yield*` costs an async generator twice the time per event.
      for (const event of events) {
        yield event
      }
      events.length = 0
    }
  }
}

function createTransformer(options: EventStreamOptions): Transformer<Chunk, ServerSentEvent> {
  let enqueue: (event: ServerSentEvent) => void
  const parser = createParser({ ...options, onEvent: (event) => enqueue(event) })
  return {
    start: (controller) => {
      enqueue = (event) => controller.enqueue(event)
    },
    transform: (chunk) => parser.push(chunk),
    flush: () => parser.end(),
  }
}

function chunksOf(source: EventStreamSource): AsyncIterable<Chunk> {
  if ('getReader' in source) {
    return readChunks(source)
  }
  if ('body' in source) {
    return readChunks(source.body)
  }
  return source
}

// Not every engine lets a ReadableStream be iterated.
async function* readChunks(stream: ReadableStream<Chunk> | null): AsyncGenerator<Chunk, void, undefined> {
  if (stream === null) {
    return
  }
  const reader = stream.getReader()
  try {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- one chunk after the other is the point
      const { done, value } = await reader.read()
      if (done) {
        return
      }
      yield value
    }
  } finally {
    await reader.cancel()
    reader.releaseLock()
  }
}
