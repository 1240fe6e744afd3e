import type { ServerSentEvent } from '@linefeed/parser'
import {
  EventStreamParserStream,
  EventTooLargeError,
  InvalidArgumentError,
  parseEventStream,
  type Chunk,
  type EventStreamSource,
} from '@linefeed/parser/stream'
import { describe, expect, test } from 'vitest'
import { pieces } from './cuts.ts'
import { bytesOf, event } from './read.ts'

const text = 'id: 1\ndata: é\n\ndata: b\n\ndata: cut'
const events = [event({ data: 'é', id: '1' }), event({ data: 'b', lastEventId: '1' })]

/** A stream of chunks that never ends by itself and logs its cancellation. */
function openStream(chunks: Chunk[], log: string[] = []): ReadableStream<Chunk> {
  return new ReadableStream<Chunk>({
    start: (controller) => chunks.forEach((chunk) => controller.enqueue(chunk)),
    cancel: () => {
      log.push('cancelled')
    },
  })
}

async function* iterableOf(chunks: Chunk[], log: string[] = []): AsyncGenerator<Chunk> {
  try {
    yield* chunks
  } finally {
    log.push('cancelled')
  }
}

async function* failingIterable(): AsyncGenerator<Chunk> {
  yield text
  throw new Error('reset')
}

/** The events of an iterable, and the error it ended with. */
async function collect(
  iterable: AsyncIterable<ServerSentEvent>,
): Promise<{ delivered: ServerSentEvent[]; error?: unknown }> {
  const delivered: ServerSentEvent[] = []
  try {
    for await (const one of iterable) {
      delivered.push(one)
    }
  } catch (error) {
    return { delivered, error }
  }
  return { delivered }
}

describe('parseEventStream', () => {
  const sources: [string, () => EventStreamSource][] = [
    ['a response', () => new Response(text)],
    ['a body', () => new Response(text).body ?? openStream([])],
    ['a stream of bytes', () => new Blob([text]).stream()],
    ['an iterable of bytes', () => iterableOf(pieces(bytesOf(text), 1))],
    ['an iterable of text', () => iterableOf(pieces(text, 3))],
  ]
  test.each(sources)('source: %s gives its events', async (_name, source) => {
    expect(await collect(parseEventStream(source()))).toEqual({ delivered: events })
  })

  test('response without a body: no events', async () => {
    expect(await collect(parseEventStream(new Response(null, { status: 204 })))).toEqual({ delivered: [] })
  })

  test('break: cancels a stream and unlocks it', async () => {
    const log: string[] = []
    const stream = openStream([text], log)
    for await (const { data } of parseEventStream(stream)) {
      log.push(data)
      break
    }
    expect(log).toEqual(['é', 'cancelled'])
    expect(stream.locked).toBe(false)
  })

  test('break: returns an iterable', async () => {
    const log: string[] = []
    for await (const { data } of parseEventStream(iterableOf([text, text], log))) {
      log.push(data)
      break
    }
    expect(log).toEqual(['é', 'cancelled'])
  })

  test('source error: thrown after the events before it', async () => {
    const stream = new ReadableStream<Chunk>({ pull: (controller) => controller.error(new Error('reset')) })
    expect(await collect(parseEventStream(failingIterable()))).toEqual({ delivered: events, error: new Error('reset') })
    expect(await collect(parseEventStream(stream))).toEqual({ delivered: [], error: new Error('reset') })
  })

  test('block too large: thrown after the events before it, and the source is cancelled', async () => {
    const log: string[] = []
    const stream = openStream([`${text} with a long line\n\n`], log)
    const outcome = await collect(parseEventStream(stream, { maxEventSize: 16 }))
    expect(outcome).toEqual({ delivered: events, error: expect.any(EventTooLargeError) })
    expect(log).toEqual(['cancelled'])
  })

  test('handlers: heard beside the events, from an inherited position', async () => {
    const heard: unknown[] = []
    const iterable = parseEventStream(new Response('data: a\n\nretry: 5\n:hi\nid: 8\n\n'), {
      onRetry: (milliseconds) => heard.push(milliseconds),
      onComment: (comment) => heard.push(comment),
      onId: (id) => heard.push(id),
      lastEventId: '7',
    })
    expect(await collect(iterable)).toEqual({ delivered: [event({ data: 'a', lastEventId: '7' })] })
    expect(heard).toEqual([5, 'hi', '8'])
  })
})

describe('EventStreamParserStream', () => {
  test('stream: chunks in, events out', async () => {
    const readable = new Blob([text]).stream().pipeThrough(new EventStreamParserStream())
    expect(await collect(readable)).toEqual({ delivered: events })
  })

  test('stream: text in, events out', async () => {
    const source = new ReadableStream<Chunk>({
      start: (controller) => {
        pieces(text, 1).forEach((piece) => controller.enqueue(piece))
        controller.close()
      },
    })
    expect(await collect(source.pipeThrough(new EventStreamParserStream()))).toEqual({ delivered: events })
  })

  test('cancel: reaches the source', async () => {
    const { promise: reason, resolve: cancel } = Promise.withResolvers<unknown>()
    const source = new ReadableStream<Chunk>({ start: (controller) => controller.enqueue(text), cancel })
    const reader = source.pipeThrough(new EventStreamParserStream()).getReader()
    await reader.read()
    await reader.cancel('enough')
    expect(await reason).toBe('enough')
  })

  test('block too large: fails the stream', async () => {
    const readable = openStream(['data: 0123456789\n\n']).pipeThrough(new EventStreamParserStream({ maxEventSize: 9 }))
    await expect(readable.getReader().read()).rejects.toBeInstanceOf(EventTooLargeError)
  })

  test('options: refused at creation', () => {
    expect(() => new EventStreamParserStream({ maxEventSize: 0 })).toThrow(InvalidArgumentError)
  })
})
