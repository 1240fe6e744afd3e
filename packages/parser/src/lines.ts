// Text → lines. Knows line ends, the BOM and the size of a block; knows nothing of what a line means.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
import { dispatch } from './dispatch.ts'
import { EventTooLargeError } from './errors.ts'
import { readLine } from './fields.ts'
import type { State } from './state.ts'

const lineFeed = 0x0a

/**
 * Reads the next piece of the stream line by line, and keeps the unfinished one. `codes` are the bytes of the text, given
 * when each became one character (invalid ones U+FFFD): engines read a byte several times faster than a character.
 */
export function readText(state: State, text: string, codes: Uint8Array | undefined): void {
  let start = state.skip !== '' && text.startsWith(state.skip) ? 1 : 0
  // The BOM, and the second half of a blank line's CRLF, belong to no block.
  let counted = state.size === 0 ? start : 0
  // Blocks are measured line by line only in a piece that could take one beyond the limit.
  const mayExceed = state.size + text.length * 3 > state.maxEventSize
  let nextLineFeed = -1
  let nextCarriageReturn = -1
  while (start < text.length) {
    // Each is looked for again only once passed: the rarer one must not cost a scan per line.
    if (nextLineFeed < start) {
      nextLineFeed = codes?.[start] === lineFeed ? start : indexOrEnd(text, '\n', start)
    }
    if (nextCarriageReturn < start) {
      nextCarriageReturn = indexOrEnd(text, '\r', start)
    }
    const end = Math.min(nextLineFeed, nextCarriageReturn)
    if (end === text.length) {
      break
    }
    if (mayExceed) {
      count(state, text, counted, end + 1, codes)
      counted = end + 1
    }
    const isBlank = start === end && state.line === ''
    if (isBlank) {
      dispatch(state)
    } else if (state.line === '') {
      readLine(state, text, codes, start, end)
    } else {
      const line = state.line + text.slice(start, end)
      state.line = ''
      readLine(state, line, undefined, 0, line.length)
    }
    if (state.isOver) {
      return
    }
    const isPair = end === nextCarriageReturn && text.charCodeAt(end + 1) === lineFeed
    start = isPair ? end + 2 : end + 1
    if (isBlank) {
      counted = start
    }
  }
  count(state, text, counted, text.length, codes)
  if (start < text.length) {
    state.line += text.slice(start)
  }
  if (text !== '') {
    state.skip = nextCarriageReturn === text.length - 1 ? '\n' : ''
  }
}

function indexOrEnd(text: string, character: string, start: number): number {
  const index = text.indexOf(character, start)
  return index === -1 ? text.length : index
}

/** Adds a part of the text to the size of the block. */
function count(state: State, text: string, start: number, end: number, codes: Uint8Array | undefined): void {
  if (start === end) {
    return
  }
  const isAscii = codes !== undefined && !text.includes('\uFFFD', start)
  state.size += isAscii ? end - start : utf8Length(text, start, end)
  if (state.size > state.maxEventSize) {
    state.tooLarge = new EventTooLargeError(state.maxEventSize)
    throw state.thrown === undefined ? state.tooLarge : state.thrown.error
  }
}

/** Surrogates count two bytes each, so that a pair cut in two chunks of text still counts four. */
function utf8Length(text: string, start: number, end: number): number {
  let length = 0
  for (let index = start; index < end; index++) {
    const unit = text.charCodeAt(index)
    length += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3
  }
  return length
}
