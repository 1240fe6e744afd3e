// Text → lines. Knows line ends, the BOM and the size of a block; knows nothing of what a line means.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
import { dispatch } from './dispatch.ts'
import { readLine } from './fields.ts'
import { count } from './size.ts'
import type { State } from './state.ts'

const lineFeed = 0x0a
/** What -1 becomes: behind every text, and a small integer, which JavaScriptCore needs for its speed. */
const none = 0x7fffffff

/**
 * Reads the next piece of the stream line by line, and keeps the unfinished one. `codes` are the bytes of a text that is
 * all ASCII: engines read a byte several times faster than a character.
 */
export function readText(state: State, text: string, codes?: Uint8Array): void {
  if (text === '') {
    return
  }
  const length = text.length
  let { line } = state
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
      nextLineFeed =
        (codes === undefined ? text.charCodeAt(start) : codes[start]) === lineFeed
          ? start
          : text.indexOf('\n', start) & none
    }
    if (nextCarriageReturn < start) {
      nextCarriageReturn = text.indexOf('\r', start) & none
    }
    // By hand: `Math.min`, or a boolean for the blank line, costs short lines a tenth (benchmarks/parser).
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
    if (line !== '') {
      line += text.slice(start, end)
      readLine(state, line, 0, line.length)
      line = ''
    } else if (start === end) {
      dispatch(state)
      counted = next
    } else {
      readLine(state, text, start, end, codes)
    }
    start = next
  }
  count(state, text, counted, length, codes)
  state.skip = nextCarriageReturn === length - 1 ? lineFeed : undefined
  state.line = start < length ? line + text.slice(start) : ''
}
