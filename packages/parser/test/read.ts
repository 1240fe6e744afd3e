// Chunks → everything a parser says about them.
import { createParser, type ParserOptions, type ServerSentEvent } from '@linefeed/parser'

export type Chunk = ArrayBufferView | string

/** What one connection delivered, and the position it ended at. */
export interface Reading {
  events: ServerSentEvent[]
  retries: number[]
  comments: string[]
  ids: string[]
  lastEventId: string
}

/** Pushes the chunks into a new parser. An error of the parser is collected under `error`. */
export function read(chunks: Iterable<Chunk>, options: Partial<ParserOptions> = {}): Reading & { error?: unknown } {
  const events: ServerSentEvent[] = []
  const retries: number[] = []
  const comments: string[] = []
  const ids: string[] = []
  const parser = createParser({
    onEvent: (delivered) => events.push(delivered),
    onRetry: (milliseconds) => retries.push(milliseconds),
    onComment: (comment) => comments.push(comment),
    onId: (id) => ids.push(id),
    ...options,
  })
  const collected = () => ({ events, retries, comments, ids, lastEventId: parser.lastEventId })
  try {
    for (const chunk of chunks) {
      parser.push(chunk)
    }
  } catch (error) {
    return { ...collected(), error }
  }
  parser.end()
  return collected()
}

/** An expected event; what is not given is what a lone `data:` line gives. */
export function event(fields: Partial<ServerSentEvent>): ServerSentEvent {
  return { type: 'message', data: '', id: undefined, lastEventId: fields.id ?? '', ...fields }
}

/** An expected reading; what is not given stays silent. */
export function reading(expected: Partial<Reading>): Reading {
  const events = expected.events ?? []
  return { events, retries: [], comments: [], ids: [], lastEventId: events.at(-1)?.lastEventId ?? '', ...expected }
}

/** UTF-8 of a text, or the bytes themselves. */
export function bytesOf(stream: string | readonly number[]): Uint8Array {
  return typeof stream === 'string' ? new TextEncoder().encode(stream) : Uint8Array.from(stream)
}
