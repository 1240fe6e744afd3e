// Bytes in any chunks → text. Knows which way of decoding is cheap for them; knows nothing of fields and events,
// except that a heartbeat needs no decoding.
import { readText } from './lines.ts'
import type { State } from './state.ts'

const lineFeed = 0x0a
const carriageReturn = 0x0d
const colon = 0x3a

/**
 * Reads the next bytes of the stream. One shot while they are ASCII: several times as fast in some engines. From the first
 * other character on as a stream, which is faster for such text, and keeps what a chunk cuts.
 */
export function readBytes(state: State, bytes: Uint8Array): void {
  if (state.isStreaming) {
    readText(state, state.decoder.decode(bytes, { stream: true }))
    return
  }
  // A heartbeat needs no decoding: between two blocks, one comment for nobody.
  const isHeartbeat =
    bytes[0] === colon &&
    !state.options.onComment &&
    state.size === 0 &&
    state.skip === '' &&
    bytes.length * 3 <= state.maxEventSize &&
    bytes.indexOf(lineFeed) === bytes.length - 2 &&
    bytes[bytes.length - 1] === lineFeed &&
    bytes.indexOf(carriageReturn) === -1
  if (isHeartbeat) {
    return
  }
  const text = state.decoder.decode(bytes)
  if (text.length === bytes.length && text.indexOf('\uFFFD') === -1) {
    readText(state, text, bytes)
  } else {
    state.isStreaming = true
    readBytes(state, bytes)
  }
}

/** Reads the next text of the stream. It ends a code point that bytes left unfinished. */
export function readString(state: State, chunk: string): void {
  readText(state, state.decoder.decode() + chunk)
}
