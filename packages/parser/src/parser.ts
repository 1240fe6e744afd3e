// Chunks → events, by the standard's two algorithms: cutting lines, then interpreting them.
// Knows one connection's position; knows nothing of networks, timers or what an event means.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
import { EventTooLargeError, InvalidArgumentError } from './errors.ts'
import type { ServerSentEvent } from './event.ts'
import { checkOptions, type ParserOptions } from './options.ts'

export interface Parser {
  /**
   * Reads the next chunk: any view of bytes, or text. Events are delivered before it returns.
   *
   * A throwing handler loses nothing: the rest of the chunk is read and delivered, then the first error is rethrown,
   * and the parser remains usable. After `end` chunks are ignored.
   * @throws EventTooLargeError when a block exceeds `maxEventSize`, and at every later push.
   * @throws InvalidArgumentError when the chunk is neither text nor a view.
   */
  push(chunk: ArrayBufferView | string): void
  /** Ends the stream: an unfinished block is discarded, as the standard asks. From a handler, the rest of the chunk too. */
  end(): void
  /** The position after the last dispatched block. It has already moved when `onId` and `onEvent` run. */
  readonly lastEventId: string
}

/**
 * Creates the parser of one connection. A new connection needs a new one; hand it the old `lastEventId`.
 * @throws InvalidArgumentError when an option has the wrong type or is out of bounds.
 * @example
 * const parser = createParser({ onEvent: ({ type, data }) => console.log(type, data) })
 * for await (const chunk of response.body) parser.push(chunk)
 */
export function createParser(options: ParserOptions): Parser {
  const state = initialState(options)
  return {
    push: (chunk) => push(state, chunk),
    end: () => {
      state.ended = true
    },
    get lastEventId() {
      return state.lastEventId
    },
  }
}

const lineFeed = 0x0a
const carriageReturn = 0x0d
const space = 0x20
const byteOrderMark = 0xfeff

/** Everything a parser remembers between chunks. Functions below take it first: their compiled code outlives a parser. */
interface State {
  readonly onEvent: (event: ServerSentEvent) => void
  readonly onRetry: ((milliseconds: number) => void) | undefined
  readonly onComment: ((comment: string) => void) | undefined
  readonly onId: ((id: string) => void) | undefined
  readonly maxEventSize: number
  lastEventId: string

  // The block being read.
  type: string
  data: string | undefined
  id: string | undefined
  size: number

  // What the last chunk left unfinished.
  bytes: Uint8Array
  line: string
  afterCarriageReturn: boolean
  atStart: boolean

  ended: boolean
  tooLarge: EventTooLargeError | undefined
  thrown: { readonly error: unknown } | undefined
}

function initialState(options: ParserOptions): State {
  const { onEvent, onRetry, onComment, onId, maxEventSize, lastEventId } = checkOptions(options)
  return {
    onEvent,
    onRetry,
    onComment,
    onId,
    maxEventSize,
    lastEventId,
    type: '',
    data: undefined,
    id: undefined,
    size: 0,
    bytes: noBytes,
    line: '',
    afterCarriageReturn: false,
    atStart: true,
    ended: false,
    tooLarge: undefined,
    thrown: undefined,
  }
}

function push(state: State, chunk: ArrayBufferView | string): void {
  if (state.tooLarge !== undefined) {
    throw state.tooLarge
  }
  if (state.ended) {
    return
  }
  const text = typeof chunk === 'string' ? decoder.decode(takeBytes(state)) + chunk : decode(state, bytesOf(chunk))
  if (text !== '') {
    readText(state, text)
  }
  if (state.thrown !== undefined) {
    const { error } = state.thrown
    state.thrown = undefined
    throw error
  }
}

// The BOM is ours to strip: the decoder would strip one from every chunk.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const noBytes = new Uint8Array(0)

function bytesOf(chunk: ArrayBufferView): Uint8Array {
  if (!ArrayBuffer.isView(chunk)) {
    throw new InvalidArgumentError('push chunk', 'it must be text or a view of bytes', chunk)
  }
  return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)
}

function takeBytes(state: State): Uint8Array {
  const { bytes } = state
  state.bytes = noBytes
  return bytes
}

function decode(state: State, chunk: Uint8Array): string {
  const bytes = state.bytes.length === 0 ? chunk : join(takeBytes(state), chunk)
  const end = bytes.length - unfinishedLength(bytes)
  if (end === bytes.length) {
    return decoder.decode(bytes)
  }
  state.bytes = bytes.slice(end)
  return decoder.decode(bytes.subarray(0, end))
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length)
  joined.set(first)
  joined.set(second, first.length)
  return joined
}

/** How many of the last bytes begin a code point that the next chunk may finish. */
function unfinishedLength(bytes: Uint8Array): number {
  for (let length = 1; length <= 3; length++) {
    const byte = bytes[bytes.length - length] ?? 0
    if (byte < 0x80) {
      return 0
    }
    if (byte >= 0xc0) {
      const whole = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
      return length < whole ? length : 0
    }
  }
  return 0
}

/** `#parsing-an-event-stream`: cuts the text into lines. */
function readText(state: State, text: string): void {
  let start = 0
  if (state.atStart && text.charCodeAt(0) === byteOrderMark) {
    start = 1
  }
  state.atStart = false
  let counted = start
  if (state.afterCarriageReturn && text.charCodeAt(start) === lineFeed) {
    start++
    counted = state.size === 0 ? start : counted
  }
  state.afterCarriageReturn = text.charCodeAt(text.length - 1) === carriageReturn

  let nextLineFeed = text.indexOf('\n', start)
  let nextCarriageReturn = text.indexOf('\r', start)
  while (nextLineFeed !== -1 || nextCarriageReturn !== -1) {
    const atReturn = nextLineFeed === -1 || (nextCarriageReturn !== -1 && nextCarriageReturn < nextLineFeed)
    const end = atReturn ? nextCarriageReturn : nextLineFeed
    if (!count(state, text, counted, end + 1)) {
      return
    }
    counted = end + 1
    const line = state.line + text.slice(start, end)
    state.line = ''
    start = atReturn && nextLineFeed === end + 1 ? end + 2 : end + 1
    if (line === '') {
      dispatch(state)
      counted = start
    } else {
      readLine(state, line)
    }
    if (state.ended) {
      return
    }
    if (nextLineFeed !== -1 && nextLineFeed < start) {
      nextLineFeed = text.indexOf('\n', start)
    }
    if (nextCarriageReturn !== -1 && nextCarriageReturn < start) {
      nextCarriageReturn = text.indexOf('\r', start)
    }
  }
  if (count(state, text, counted, text.length)) {
    state.line += text.slice(start)
  }
}

/** Adds text to the size of the block. */
function count(state: State, text: string, start: number, end: number): boolean {
  state.size += utf8Length(text, start, end)
  if (state.size <= state.maxEventSize) {
    return true
  }
  state.tooLarge = new EventTooLargeError(state.maxEventSize)
  state.thrown ??= { error: state.tooLarge }
  return false
}

/** Surrogates count two each, so that a pair cut in two text chunks still counts four. */
function utf8Length(text: string, start: number, end: number): number {
  let length = 0
  for (let index = start; index < end; index++) {
    const unit = text.charCodeAt(index)
    length += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3
  }
  return length
}

/** `#event-stream-interpretation`: the steps for one line that is not blank. */
function readLine(state: State, line: string): void {
  const colon = line.indexOf(':')
  const field = colon === -1 ? line : line.slice(0, colon)
  const valueStart = line.charCodeAt(colon + 1) === space ? colon + 2 : colon + 1
  const value = colon === -1 ? '' : line.slice(valueStart)
  switch (field) {
    case 'data':
      state.data = state.data === undefined ? value : `${state.data}\n${value}`
      break
    case 'event':
      state.type = value
      break
    case 'id':
      if (!value.includes('\0')) {
        state.id = value
      }
      break
    case 'retry':
      if (/^[0-9]+$/.test(value)) {
        call(state, state.onRetry, Number(value))
      }
      break
    case '':
      call(state, state.onComment, value)
      break
  }
}

/** `#dispatchMessage`. Unlike the standard's buffer, the position moves here: a cut block must not move it. */
function dispatch(state: State): void {
  const { type, data, id } = state
  state.type = ''
  state.data = undefined
  state.id = undefined
  state.size = 0
  if (id !== undefined) {
    state.lastEventId = id
    call(state, state.onId, id)
  }
  if (data !== undefined && !state.ended) {
    call(state, state.onEvent, { type: type === '' ? 'message' : type, data, id, lastEventId: state.lastEventId })
  }
}

/** A handler's error waits until the chunk has been read: its later events must not be lost. */
function call<Value>(state: State, handler: ((value: Value) => void) | undefined, value: Value): void {
  try {
    handler?.(value)
  } catch (error) {
    state.thrown ??= { error }
  }
}
