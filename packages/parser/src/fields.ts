// One line that is not blank → its field in the block being read. Knows names and values, nothing of chunks.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
import { call } from './dispatch.ts'
import type { State } from './state.ts'

const space = 0x20
const colon = 0x3a

/** Any line. A line without a colon is a name with an empty value; the name of a comment is empty. */
export function readLine(state: State, line: string): void {
  const index = line.indexOf(':')
  const end = index === -1 ? line.length : index
  const value = valueAt(line, end, line.length)
  switch (line.slice(0, end)) {
    case 'data':
      readData(state, value)
      break
    case 'event':
      state.type = value
      break
    case 'id':
      readId(state, value)
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
 * The line from `start` to `end`; `codes` as in `readText`. Letter by letter: `startsWith`, or a loop, takes a fifth of the
 * time of a short event more (benchmarks/parser).
 */
export function readLineAt(
  state: State,
  text: string,
  codes: Uint8Array | undefined,
  start: number,
  end: number,
): void {
  if (
    codes === undefined
      ? text.startsWith('data:', start)
      : codes[start] === 0x64 &&
        codes[start + 1] === 0x61 &&
        codes[start + 2] === 0x74 &&
        codes[start + 3] === 0x61 &&
        codes[start + 4] === colon
  ) {
    readData(state, valueAt(text, start + 4, end))
  } else if (codes?.[start] === 0x69 && codes[start + 1] === 0x64 && codes[start + 2] === colon) {
    readId(state, valueAt(text, start + 2, end))
  } else if (
    codes?.[start] === 0x65 &&
    codes[start + 1] === 0x76 &&
    codes[start + 2] === 0x65 &&
    codes[start + 3] === 0x6e &&
    codes[start + 4] === 0x74 &&
    codes[start + 5] === colon
  ) {
    state.type = valueAt(text, start + 5, end)
  } else {
    readLine(state, text.slice(start, end))
  }
}

function readData(state: State, value: string): void {
  state.data = state.data === undefined ? value : state.data + '\n' + value
}

function readId(state: State, id: string): void {
  if (id.indexOf('\0') === -1) {
    state.id = id
  }
}

/** What follows the colon that is at `index`, without one leading space. */
function valueAt(text: string, index: number, end: number): string {
  return text.slice(text.charCodeAt(index + 1) === space ? index + 2 : index + 1, end)
}
