// Events → text that parses back to the same events, or an error that says why there is none.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
import { UnserializableEventError } from './errors.ts'

export { ParserError, UnserializableEventError } from './errors.ts'

/** What every block may carry. */
interface BlockFields {
  /** The new position, `''` to reset it. No line breaks, no NUL. */
  readonly id?: string | undefined
  /** The reconnection time in whole milliseconds. */
  readonly retry?: number | undefined
  /** Ignored by parsers, one comment per line. */
  readonly comment?: string | undefined
}

/** An event, or a block without `data` that dispatches none: a heartbeat comment, a `retry`, a lone `id`. */
export type SerializableEvent = BlockFields &
  (
    | {
        /** The text of the event; its lines end with `\n`. */
        readonly data: string
        /** No line breaks and not empty. @defaultValue `'message'` */
        readonly type?: string | undefined
      }
    | { readonly data?: undefined; readonly type?: undefined }
  )

/**
 * Writes one block, its blank line included. Parsing the result gives the same event.
 * @throws UnserializableEventError when the format has no way to say it.
 * @example
 * response.write(serializeEvent({ type: 'price', data: JSON.stringify(price), id: '42' }))
 * response.write(serializeEvent({ comment: 'heartbeat' }))
 */
export function serializeEvent({ type, data, id, retry, comment }: SerializableEvent): string {
  return (
    lines('', 'comment', comment, /\r/) +
    (retry === undefined ? '' : `retry: ${checkRetry(retry)}\n`) +
    (type === 'message' ? '' : lines('event', 'type', checkType(type), /[\r\n]/)) +
    lines('id', 'id', id, /[\r\n\0]/) +
    lines('data', 'data', data, /\r/) +
    '\n'
  )
}

/**
 * Pipes events in and UTF-8 out, one chunk per event: the body of a response. An event that cannot be written fails the
 * stream with `UnserializableEventError`.
 * @example
 * new Response(events.pipeThrough(new EventStreamSerializerStream()), { headers: { 'content-type': 'text/event-stream' } })
 */
export class EventStreamSerializerStream implements TransformStream<SerializableEvent, Uint8Array<ArrayBuffer>> {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>
  readonly writable: WritableStream<SerializableEvent>

  // A pair like the platform's TextEncoderStream: to extend TransformStream is to need it when this file is imported.
  constructor() {
    const encoder = new TextEncoder()
    const { readable, writable } = new TransformStream<SerializableEvent, Uint8Array<ArrayBuffer>>({
      transform: (event, controller) => controller.enqueue(encoder.encode(serializeEvent(event))),
    })
    this.readable = readable
    this.writable = writable
  }
}

/** One line of the field for each line of the value. */
function lines(field: string, name: string, value: string | undefined, forbidden: RegExp): string {
  if (value === undefined) {
    return ''
  }
  if (typeof value !== 'string') {
    throw new UnserializableEventError(name, 'be a string', typeof value)
  }
  const [character] = forbidden.exec(value) ?? loneSurrogate.exec(value) ?? []
  if (character !== undefined) {
    throw new UnserializableEventError(name, `contain no ${JSON.stringify(character)}`, JSON.stringify(value))
  }
  return `${field}: ${value.replaceAll('\n', `\n${field}: `)}\n`
}

const loneSurrogate = /\p{Surrogate}/u

function checkType(type: string | undefined): string | undefined {
  if (type === '') {
    throw new UnserializableEventError('type', 'not be empty', '""')
  }
  return type
}

function checkRetry(retry: number): number {
  if (!Number.isSafeInteger(retry) || retry < 0) {
    throw new UnserializableEventError('retry', 'be whole milliseconds, 0 or more', String(retry))
  }
  return retry
}
