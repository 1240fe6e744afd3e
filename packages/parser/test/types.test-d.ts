// What the editor infers, and what must not compile. Checked by the compiler alone.
import {
  createParser,
  type EventTooLargeError,
  type InvalidArgumentError,
  type ServerSentEvent,
} from '@linefeed/parser'
import {
  EventStreamSerializerStream,
  serializeEvent,
  type SerializableEvent,
  type UnserializableEventError,
} from '@linefeed/parser/serialize'
import { EventStreamParserStream, parseEventStream } from '@linefeed/parser/stream'
import { expectTypeOf } from 'vitest'

// The parser.
const parser = createParser({
  onEvent: (event) => expectTypeOf(event).toEqualTypeOf<ServerSentEvent>(),
  onRetry: (milliseconds) => expectTypeOf(milliseconds).toEqualTypeOf<number>(),
  onComment: (comment) => expectTypeOf(comment).toEqualTypeOf<string>(),
  onId: (id) => expectTypeOf(id).toEqualTypeOf<string>(),
  maxEventSize: 1024,
  lastEventId: '7',
})
createParser({ onEvent: () => {}, onComment: undefined, maxEventSize: undefined })
parser.push(new Uint8Array(1))
parser.push(new DataView(new ArrayBuffer(1)))
parser.push('data: a\n\n')
expectTypeOf(parser.push).returns.toEqualTypeOf<void>()
expectTypeOf(parser.lastEventId).toEqualTypeOf<string>()

// @ts-expect-error nobody would hear the events
createParser({})
// @ts-expect-error the handler takes one event
createParser({ onEvent: (_event: ServerSentEvent, _more: string) => {} })
// @ts-expect-error a misspelt handler would stay silent
createParser({ onEvent: () => {}, onMessage: () => {} })
// @ts-expect-error a size is a number of bytes
createParser({ onEvent: () => {}, maxEventSize: '8MiB' })
// @ts-expect-error a buffer has no bytes without a view
parser.push(new ArrayBuffer(1))
// @ts-expect-error bytes come as a view
parser.push([1, 2])
// @ts-expect-error the position belongs to the stream
parser.lastEventId = '8'
// @ts-expect-error a parser belongs to one connection
parser.reset()

// An event is read-only.
export function readEvent(event: ServerSentEvent): void {
  expectTypeOf(event.id).toEqualTypeOf<string | undefined>()
  // @ts-expect-error events are shared by all readers
  event.data = ''
}

// Errors carry a literal code and their facts.
expectTypeOf<EventTooLargeError['code']>().toEqualTypeOf<'event-too-large'>()
expectTypeOf<EventTooLargeError['maxEventSize']>().toEqualTypeOf<number>()
expectTypeOf<InvalidArgumentError['code']>().toEqualTypeOf<'invalid-argument'>()
expectTypeOf<UnserializableEventError['field']>().toEqualTypeOf<string>()

// Streams and iterables.
declare const bytes: ReadableStream<Uint8Array<ArrayBuffer>>
declare const numbers: ReadableStream<number>
declare const events: ReadableStream<SerializableEvent>
expectTypeOf(bytes.pipeThrough(new EventStreamParserStream())).toEqualTypeOf<ReadableStream<ServerSentEvent>>()
expectTypeOf(events.pipeThrough(new EventStreamSerializerStream())).toEqualTypeOf<
  ReadableStream<Uint8Array<ArrayBuffer>>
>()
expectTypeOf<EventStreamParserStream>().toExtend<TransformStream<Uint8Array | string, ServerSentEvent>>()
expectTypeOf(parseEventStream(new Response(''))).toExtend<AsyncIterable<ServerSentEvent>>()
expectTypeOf(parseEventStream(bytes, { onRetry: () => {} })).toExtend<AsyncIterable<ServerSentEvent>>()
// @ts-expect-error events come out of the stream, not of a handler
void new EventStreamParserStream({ onEvent: () => {} })
// @ts-expect-error a stream of numbers is not a stream of bytes
parseEventStream(numbers)
// @ts-expect-error a string is not a stream of text: push it into a parser
parseEventStream('data: a\n\n')

// Serializing.
expectTypeOf(serializeEvent({ data: 'a', type: 'add', id: '1', retry: 5, comment: 'x' })).toEqualTypeOf<string>()
serializeEvent({ comment: 'heartbeat' })
// @ts-expect-error data is text: serialize it first
serializeEvent({ data: { price: 1 } })
// @ts-expect-error without data there is no event to have a type
serializeEvent({ type: 'add' })
// @ts-expect-error a number would not be read back as a number
serializeEvent({ data: '', id: 7 })
// @ts-expect-error the field is called type here, as on events
serializeEvent({ data: '', event: 'add' })
