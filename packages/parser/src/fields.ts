// One line that is not blank → its field in the block being read. Knows names and values, nothing of chunks.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
import { call } from './dispatch.ts'
import type { State } from './state.ts'

const space = 0x20

/** Reads the line from `start` to `end`; `codes` as in `readText`. */
export function readLine(state: State, text: string, start: number, end: number, codes?: Uint8Array): void {
  const name = nameAt(text, start, end, codes)
  const index = start + name.length + 1
  const value = text.slice(text.charCodeAt(index) === space ? index + 1 : index, end)
  switch (name) {
    case 'data':
      state.data = state.data === undefined ? value : state.data + '\n' + value
      break
    case 'event':
      state.type = value
      break
    case 'id':
      if (value.indexOf('\0') === -1) {
        state.id = value
      }
      break
    case 'retry':
      if (/^\d+$/.test(value)) {
        call(state, state.options.onRetry, Number(value))
      }
      break
    case '':
      call(state, state.options.onComment, value)
  }
}

/**
 * What precedes the colon; nothing in a comment, all of a line without one. The common names letter by letter:
 * `startsWith`, or a loop, takes a fifth of the time of a short event more (benchmarks/parser).
 */
function nameAt(text: string, start: number, end: number, codes: Uint8Array | undefined): string {
  if (
    codes === undefined
      ? text.startsWith('data:', start)
      : codes[start] === 0x64 &&
        codes[start + 1] === 0x61 &&
        codes[start + 2] === 0x74 &&
        codes[start + 3] === 0x61 &&
        codes[start + 4] === 0x3a
  ) {
    return 'data'
  }
  if (codes?.[start] === 0x69 && codes[start + 1] === 0x64 && codes[start + 2] === 0x3a) {
    return 'id'
  }
  if (
    codes?.[start] === 0x65 &&
    codes[start + 1] === 0x76 &&
    codes[start + 2] === 0x65 &&
    codes[start + 3] === 0x6e &&
    codes[start + 4] === 0x74 &&
    codes[start + 5] === 0x3a
  ) {
    return 'event'
  }
  return text.slice(start, end).split(':', 1).join()
}
