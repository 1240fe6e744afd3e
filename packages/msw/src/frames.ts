// Events, comments and reconnection times as a test writes them → the bytes of the stream.
// Knows the serializer; knows nothing of connections.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
import { serializeEvent, type SerializableEvent } from '@linefeed/parser/serialize'
import { MockStreamError } from './errors.ts'

interface EventFields {
  /** The `id:` field; an empty one resets the client's position. */
  readonly id?: string | undefined
  /** The `retry:` field, in milliseconds. */
  readonly retry?: number | undefined
}

/**
 * One event to send. `Events` maps a type to its data: strings travel as they are, everything else as JSON.
 * The type may be left out for `message`.
 */
export type MockEvent<Events extends object = Record<string, unknown>> =
  | {
      [Type in keyof Events & string]: EventFields & { readonly type: Type; readonly data: Events[Type] }
    }[keyof Events & string]
  | ('message' extends keyof Events
      ? EventFields & { readonly type?: undefined; readonly data: Events['message' & keyof Events] }
      : never)

/** The fields of any `MockEvent`, whatever its map. */
export type AnyEvent = EventFields & { readonly type?: string | undefined; readonly data: unknown }

const encoder = new TextEncoder()

export function encode(text: string): Uint8Array<ArrayBuffer> {
  // A copy: Node's encoder may hand out a view on a larger buffer, and a test's own realm its own class.
  return new Uint8Array(encoder.encode(text))
}

/** @throws MockStreamError with code `invalid` when the event cannot be represented in an event stream. */
export function frameEvent({ type, data, id, retry }: AnyEvent): string {
  return frame('the event', { type, data: typeof data === 'string' ? data : toJson(data), id, retry })
}

/** @throws MockStreamError with code `invalid` when it holds what no comment can. */
export function frameComment(comment: string): string {
  return frame('the comment', { comment })
}

/** @throws MockStreamError with code `invalid` unless it is a whole number of milliseconds. */
export function frameRetry(retry: number): string {
  return frame('the reconnection time', { retry })
}

function frame(what: string, block: SerializableEvent): string {
  try {
    return serializeEvent(block)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new MockStreamError('invalid', `Cannot send ${what}: ${why}. What no event can hold goes through raw()`, {
      cause: error,
    })
  }
}

function toJson(data: unknown): string {
  let text: string | undefined
  try {
    text = JSON.stringify(data)
  } catch (error) {
    throw new MockStreamError('invalid', `Cannot send the event: its data is not JSON, got ${String(error)}`, {
      cause: error,
    })
  }
  if (text === undefined) {
    throw new MockStreamError('invalid', `Cannot send the event: its data is a string or JSON, got ${typeof data}`)
  }
  return text
}
