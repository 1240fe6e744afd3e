// Text → lines, and the lines that nearly all streams are made of → their fields. Knows line ends, the BOM and the size of a block.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
import { colon, lineFeed, space } from './codes.ts'
import { dispatch } from './dispatch.ts'
import { readLine } from './fields.ts'
import { count } from './size.ts'
import type { State } from './state.ts'

/** What -1 becomes: behind every text, and a small integer, which JavaScriptCore needs for its speed. */
const none = 0x7fffffff

/**
 * Reads the next piece of the stream line by line, and keeps the unfinished one. `codes` are the bytes of a text that is
 * all ASCII: engines read a byte several times faster than a character.
 *
 * The one long function of the house. Common fields are read here, letter by letter and into variables: a function for
 * each, or the block's buffers in the state, take a fifth of the time of a short event more (benchmarks/parser).
 */
export function readText(state: State, text: string, codes?: Uint8Array): void {
  if (text === '') {
    return
  }
  const { length } = text
  let { type, data, id, line } = state
  let start = text.charCodeAt(0) === state.skip ? 1 : 0
  // The BOM, and the second half of a blank line's CRLF, belong to no block.
  let counted = state.size === 0 ? start : 0
  // Blocks are measured line by line only in a piece that could take one beyond the limit.
  const mayExceed = state.size + length * 3 > state.maxEventSize
  // Each is looked for again only once passed: the rarer one must not cost a scan per line.
  let nextLineFeed = -1
  let nextCarriageReturn = -1
  while (start < length && !state.isOver) {
    if (nextLineFeed < start) {
      nextLineFeed = codeAt(text, codes, start) === lineFeed ? start : text.indexOf('\n', start) & none
    }
    if (nextCarriageReturn < start) {
      nextCarriageReturn = text.indexOf('\r', start) & none
    }
    const end = nextLineFeed < nextCarriageReturn ? nextLineFeed : nextCarriageReturn
    if (end === none) {
      break
    }
    if (mayExceed) {
      count(state, text, counted, end + 1, codes)
      counted = end + 1
      if (state.isOver) {
        return
      }
    }
    // An LF right behind the end is the second half of a CRLF.
    const next = nextLineFeed === end + 1 ? end + 2 : end + 1
    if (line === '' && start === end) {
      dispatch(state, type, data, id)
      type = ''
      data = undefined
      id = undefined
      counted = next
    } else if (
      line === '' &&
      codeAt(text, codes, start) === 0x64 &&
      codeAt(text, codes, start + 1) === 0x61 &&
      codeAt(text, codes, start + 2) === 0x74 &&
      codeAt(text, codes, start + 3) === 0x61 &&
      codeAt(text, codes, start + 4) === colon
    ) {
      const value = text.slice(codeAt(text, codes, start + 5) === space ? start + 6 : start + 5, end)
      data = data === undefined ? value : data + '\n' + value
    } else if (
      line === '' &&
      codeAt(text, codes, start) === 0x69 &&
      codeAt(text, codes, start + 1) === 0x64 &&
      codeAt(text, codes, start + 2) === colon
    ) {
      const value = text.slice(codeAt(text, codes, start + 3) === space ? start + 4 : start + 3, end)
      if (value.indexOf('\0') === -1) {
        id = value
      }
    } else if (
      line === '' &&
      codeAt(text, codes, start) === 0x65 &&
      codeAt(text, codes, start + 1) === 0x76 &&
      codeAt(text, codes, start + 2) === 0x65 &&
      codeAt(text, codes, start + 3) === 0x6e &&
      codeAt(text, codes, start + 4) === 0x74 &&
      codeAt(text, codes, start + 5) === colon
    ) {
      type = text.slice(codeAt(text, codes, start + 6) === space ? start + 7 : start + 6, end)
    } else {
      state.type = type
      state.data = data
      state.id = id
      readLine(state, line + text.slice(start, end))
      ;({ type, data, id } = state)
      line = ''
    }
    start = next
  }
  state.type = type
  state.data = data
  state.id = id
  count(state, text, counted, length, codes)
  state.line = line + text.slice(start)
  state.skip = nextCarriageReturn === length - 1 ? lineFeed : undefined
}

function codeAt(text: string, codes: Uint8Array | undefined, index: number): number | undefined {
  return codes ? codes[index] : text.charCodeAt(index)
}
