// The size of a block in UTF-8 bytes, and the end of a stream whose block is too large.
import { EventTooLargeError } from './errors.ts'
import type { State } from './state.ts'

/** Adds a part of the text to the size of the block; `codes` as in `readText`. */
export function count(state: State, text: string, start: number, end: number, codes: Uint8Array | undefined): void {
  state.size += codes ? end - start : utf8Length(text, start, end)
  if (state.size > state.maxEventSize && !state.isOver) {
    state.isOver = true
    state.tooLarge = new EventTooLargeError(state.maxEventSize)
  }
}

/** Surrogates count two bytes each, so that a pair cut in two chunks of text still counts four. */
function utf8Length(text: string, start: number, end: number): number {
  let length = 0
  for (let index = start; index < end; index++) {
    const unit = text.charCodeAt(index)
    length += unit < 0x80 ? 1 : unit < 0x800 || unit >> 11 === 0x1b ? 2 : 3
  }
  return length
}
