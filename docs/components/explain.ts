// The text of an event stream → what the parser makes of each line, and why. Knows nothing of how it is shown.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
import { createParser, type ServerSentEvent } from '@linefeed/parser'

/** One line of the stream, and what came of it. */
export interface ExplainedLine {
  readonly number: number
  /** Without its line end. */
  readonly text: string
  readonly kind: 'data' | 'event' | 'id' | 'retry' | 'comment' | 'end' | 'ignored' | 'cut'
  readonly note: string
}

/** An event, and the line that dispatched it. */
export interface DispatchedEvent extends ServerSentEvent {
  readonly line: number
}

export interface Explanation {
  readonly lines: readonly ExplainedLine[]
  readonly events: readonly DispatchedEvent[]
  readonly comments: readonly string[]
  /** The position after the last whole block: what a reconnect sends as `Last-Event-ID`. */
  readonly position: string
  /** The last `retry:`, in milliseconds; `undefined` when the stream has none. */
  readonly reconnectionTime: number | undefined
}

/** Reads the whole text line by line with the parser, and watches what each line does. */
export function explain(text: string): Explanation {
  const events: DispatchedEvent[] = []
  const comments: string[] = []
  const lines: ExplainedLine[] = []
  let reconnectionTime: number | undefined
  let heard = ''
  let number = 0
  const parser = createParser({
    onEvent(event) {
      events.push({ ...event, line: number })
      heard = `dispatches an event of type “${event.type}”`
    },
    onId: (id) => (heard = `moves the position to “${id}”, dispatches nothing: no data`),
    onRetry: (milliseconds) => (reconnectionTime = milliseconds),
    onComment: (comment) => comments.push(comment),
  })

  let block: { text: string; index: number }[] = []
  for (const [line, content, end] of linesOf(text)) {
    number++
    heard = ''
    const timeBefore = reconnectionTime
    parser.push(line)
    const shown = number === 1 ? content.replace(/^\uFEFF/, '') : content
    const isFinished = end !== ''
    if (!isFinished) {
      lines.push({ number, text: content, kind: 'cut', note: 'has no line end: it is not read' })
    } else if (shown === '') {
      const hadFields = block.some(({ text: field }) => !field.startsWith(':'))
      const quiet = hadFields ? 'ends the block, dispatches nothing: no data' : 'ends nothing: no block has begun'
      lines.push({ number, text: content, kind: 'end', note: heard || quiet })
      block = []
    } else {
      lines.push({ number, text: content, ...judge(shown, reconnectionTime, reconnectionTime !== timeBefore) })
      block.push({ text: shown, index: lines.length - 1 })
    }
  }
  parser.end()
  for (const { index } of block) {
    const line = lines[index]
    if (line && !['comment', 'retry', 'ignored'].includes(line.kind)) {
      lines[index] = { ...line, kind: 'cut', note: 'discarded: the block has no blank line' }
    }
  }
  return { lines, events, comments, position: parser.lastEventId, reconnectionTime }
}

/** Where a stream is cut into chunks: nowhere, behind every byte, or before one unit of its text. */
export type Cut = 'whole' | 'every byte' | number

/** The events of the same text when it arrives in pieces, and how many pieces they were. */
export function readInChunks(text: string, cut: Cut): { chunks: number; events: ServerSentEvent[] } {
  const events: ServerSentEvent[] = []
  const parser = createParser({ onEvent: (event) => events.push(event) })
  const chunks = chunksOf(text, cut)
  chunks.forEach((chunk) => parser.push(chunk))
  parser.end()
  return { chunks: chunks.length, events }
}

function chunksOf(text: string, cut: Cut): Uint8Array[] {
  const bytes = new TextEncoder().encode(text)
  if (cut === 'every byte') {
    return Array.from(bytes, (byte) => Uint8Array.of(byte))
  }
  const at = cut === 'whole' ? 0 : new TextEncoder().encode(text.slice(0, cut)).length
  return [bytes.subarray(0, at), bytes.subarray(at)].filter(({ length }) => length > 0)
}

/** Escapes that a text field cannot hold otherwise → their characters. */
export function readEscapes(text: string): string {
  const characters: Record<string, string> = { 0: '\0', r: '\r', n: '\n', t: '\t' }
  return text
    .replaceAll(/\\([0rnt])/g, (_, letter: string) => characters[letter] ?? '')
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

function linesOf(text: string): [line: string, content: string, end: string][] {
  return Array.from(
    text.matchAll(/([^\r\n]*)(\r\n|\r|\n|$)/g),
    ([line = '', content = '', end = '']) => [line, content, end] as [string, string, string],
  ).filter(([line]) => line !== '')
}

type Judgement = Pick<ExplainedLine, 'kind' | 'note'>

/** What one line that is not blank means. The parser has read it: its effect says whether a `retry` counted. */
function judge(line: string, time: number | undefined, isNewTime: boolean): Judgement {
  const colon = line.indexOf(':')
  const name = colon === -1 ? line : line.slice(0, colon)
  const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
  const said = `“${value}”`
  switch (name) {
    case '':
      return { kind: 'comment', note: 'readers do not see it; it keeps the connection alive' }
    case 'data':
      return { kind: 'data', note: value === '' ? 'adds an empty line to the data' : `adds ${said} to the data` }
    case 'event':
      return { kind: 'event', note: value === '' ? 'sets the type back to “message”' : `sets the type to ${said}` }
    case 'id':
      return value.includes('\0')
        ? { kind: 'ignored', note: 'an ID with NUL could not travel in a header' }
        : {
            kind: 'id',
            note:
              value === '' ? 'clears the position with this block' : `moves the position to ${said} with this block`,
          }
    case 'retry':
      return isNewTime || (/^\d+$/.test(value) && Number(value) === time)
        ? { kind: 'retry', note: `asks for a reconnection time of ${time} ms, at once` }
        : { kind: 'ignored', note: `retry takes ASCII digits only, got ${said}` }
    default:
      return { kind: 'ignored', note: reasonAgainst(name) }
  }
}

function reasonAgainst(name: string): string {
  const known = name.trim().toLowerCase()
  if (!['data', 'event', 'id', 'retry'].includes(known)) {
    return `“${name}” is no field of the standard`
  }
  return name.trim() === known ? 'the space belongs to the field name' : `field names are lower case, got “${name}”`
}
