// One whole line → its field in the block being read. Knows names and values, nothing of chunks.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
import { call } from './dispatch.ts'
import type { State } from './state.ts'

/** Reads any line that is not blank. */
export function readLine(state: State, line: string): void {
  const name = line.startsWith('data:') ? 'data' : line.split(':', 1).join()
  const value = line.slice(name.length + (line[name.length + 1] === ' ' ? 2 : 1))
  if (name === 'data') {
    state.data = state.data === undefined ? value : state.data + '\n' + value
  } else if (name === 'event') {
    state.type = value
  } else if (name === 'id') {
    if (value.indexOf('\0') === -1) {
      state.id = value
    }
  } else if (name === 'retry') {
    if (/^\d+$/.test(value)) {
      call(state, state.onRetry, Number(value))
    }
  } else if (name === '') {
    call(state, state.onComment, value)
  }
}
