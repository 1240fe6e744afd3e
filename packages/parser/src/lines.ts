// Text → lines → fields → events, the standard's two algorithms. Knows nothing of bytes and where they were cut.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
import { EventTooLargeError } from './errors.ts'
import type { State } from './state.ts'

const lineFeed = 0x0a
const space = 0x20
const byteOrderMark = 0xfeff

/** `#parsing-an-event-stream`: reads the next piece of the stream line by line, and keeps the unfinished one. */
export function readText(state: State, text: string, isAscii: boolean): void {
  let start = state.isAtStart && text.charCodeAt(0) === byteOrderMark ? 1 : 0
  let counted = start
  if (state.isAfterCarriageReturn && text.charCodeAt(0) === lineFeed) {
    start = 1
    // The second half of a blank line's CRLF belongs to no block.
    counted = state.size === 0 ? 1 : 0
  }
  // Sizes are only looked at line by line when this piece could exceed the limit.
  const mayExceed = state.size + text.length * (isAscii ? 1 : 3) > state.maxEventSize
  let nextLineFeed = -1
  let nextCarriageReturn = -1
  while (start < text.length) {
    // Each is searched again only once passed: rare ones must not cost a scan per line.
    if (nextLineFeed < start) {
      nextLineFeed = indexOrEnd(text, '\n', start)
    }
    if (nextCarriageReturn < start) {
      nextCarriageReturn = indexOrEnd(text, '\r', start)
    }
    const end = Math.min(nextLineFeed, nextCarriageReturn)
    if (end === text.length) {
      break
    }
    if (mayExceed) {
      count(state, text, counted, end + 1, isAscii)
      counted = end + 1
      if (state.isOver) {
        return
      }
    }
    const isBlank = start === end && state.line === ''
    if (isBlank) {
      dispatch(state)
    } else if (state.line === '') {
      readLine(state, text, start, end)
    } else {
      const line = state.line + text.slice(start, end)
      state.line = ''
      readLine(state, line, 0, line.length)
    }
    if (state.isOver) {
      return
    }
    start = end === nextCarriageReturn && nextLineFeed === end + 1 ? end + 2 : end + 1
    if (isBlank) {
      counted = start
    }
  }
  count(state, text, counted, text.length, isAscii)
  if (start < text.length) {
    state.line += text.slice(start)
  }
  if (text !== '') {
    state.isAtStart = false
    state.isAfterCarriageReturn = nextCarriageReturn === text.length - 1
  }
}

function indexOrEnd(text: string, character: string, start: number): number {
  const index = text.indexOf(character, start)
  return index === -1 ? text.length : index
}

/** `#event-stream-interpretation`: the steps for one line that is not blank. */
function readLine(state: State, text: string, start: number, end: number): void {
  if (text.startsWith('data:', start)) {
    const value = valueOf(text, start + 5, end)
    state.data = state.data === undefined ? value : `${state.data}\n${value}`
  } else if (text.startsWith('id:', start)) {
    const value = valueOf(text, start + 3, end)
    if (!value.includes('\0')) {
      state.id = value
    }
  } else if (text.startsWith('event:', start)) {
    state.type = valueOf(text, start + 6, end)
  } else {
    readRareLine(state, text.slice(start, end))
  }
}

function readRareLine(state: State, line: string): void {
  if (!line.includes(':')) {
    // A line without a colon is a field name with an empty value.
    readLine(state, `${line}:`, 0, line.length + 1)
  } else if (line.startsWith(':')) {
    call(state, state.onComment, valueOf(line, 1, line.length))
  } else if (/^retry: ?[0-9]+$/.test(line)) {
    call(state, state.onRetry, Number(valueOf(line, 6, line.length)))
  }
}

/** What follows the colon, without one leading space. */
function valueOf(text: string, start: number, end: number): string {
  return text.slice(start < end && text.charCodeAt(start) === space ? start + 1 : start, end)
}

/** `#dispatchMessage`. A departure: the position moves here and not at the `id:` line, so that a cut block leaves it. */
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
  if (data !== undefined && !state.isOver) {
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

/** Adds a part of the text to the size of the block. */
function count(state: State, text: string, start: number, end: number, isAscii: boolean): void {
  state.size += isAscii ? end - start : utf8Length(text, start, end)
  if (state.size > state.maxEventSize) {
    state.isOver = true
    state.tooLarge = new EventTooLargeError(state.maxEventSize)
    state.thrown ??= { error: state.tooLarge }
  }
}

/** Surrogates count two bytes each, so that a pair cut in two text chunks still counts four. */
function utf8Length(text: string, start: number, end: number): number {
  let length = 0
  for (let index = start; index < end; index++) {
    const unit = text.charCodeAt(index)
    length += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3
  }
  return length
}
