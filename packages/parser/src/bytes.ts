// Bytes in any chunks → text. Knows which way of decoding is cheap for them; knows nothing of fields and events,
// except that a heartbeat needs no decoding.
import { carriageReturn, colon, lineFeed } from './codes.ts'
import { readText } from './lines.ts'
import type { State } from './state.ts'

/**
 * Reads the next bytes of the stream. One shot while they are ASCII: several times as fast in some engines. From the first
 * other character on as a stream, which is faster for such text, and keeps what a chunk cuts.
 */
export function readBytes(state: State, bytes: Uint8Array): void {
  if (!state.isStreaming) {
    if (isHeartbeat(state, bytes)) {
      return
    }
    const text = state.decoder.decode(bytes)
    if (text.length === bytes.length && text.indexOf('\uFFFD') === -1) {
      readText(state, text, bytes)
      return
    }
    state.isStreaming = true
  }
  readText(state, state.decoder.decode(bytes, { stream: true }))
}

/** Between two blocks, one comment for nobody. Not the first bytes: nothing behind them may pass for a BOM. */
function isHeartbeat(state: State, bytes: Uint8Array): boolean {
  if (bytes[0] !== colon || state.size > 0 || state.skip || state.onComment) {
    return false
  }
  let end = 1
  while ((bytes[end] ?? 0) > carriageReturn) {
    end++
  }
  return (
    bytes[end] === lineFeed && bytes[end + 1] === lineFeed && bytes.length === end + 2 && end * 3 < state.maxEventSize
  )
}
