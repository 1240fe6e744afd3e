// Bytes in any chunks → text, decoded once and never inside a code point. Knows nothing of fields and events,
// except that a heartbeat needs no decoding.
import { readText } from './lines.ts'
import { heldCapacity, type State } from './state.ts'

const lineFeed = 0x0a
const carriageReturn = 0x0d
const colon = 0x3a
/** Bytes up to which copying is cheaper than a call of the decoder. */
const smallChunk = 32
/** Bytes that may follow the first one of a code point. */
const maxContinuation = 3

// Not streaming: a shared decoder must keep nothing between two parsers, and for ASCII one shot costs less. For other text
// it costs more in some engines (benchmarks/parser). The BOM is ours to strip: the decoder would strip one from every chunk.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Reads the next bytes of the stream. */
export function readBytes(state: State, chunk: Uint8Array): void {
  if (chunk.length > smallChunk) {
    const moved = state.heldLength === 0 ? 0 : finishHeld(state, chunk)
    decode(state, moved === 0 ? chunk : chunk.subarray(moved))
  } else if (hold(state, chunk)) {
    decode(state, state.held.subarray(0, state.heldLength))
  }
}

/** Decodes what is held, whether finished or not, and reads it. */
export function releaseHeld(state: State): void {
  const text = decoder.decode(state.held.subarray(0, state.heldLength))
  state.heldLength = 0
  readText(state, text, undefined)
}

/** Decodes and reads bytes up to the last whole code point; the rest is held for the next chunk. */
function decode(state: State, bytes: Uint8Array): void {
  const heldLength = unfinishedLength(bytes)
  const end = bytes.length - heldLength
  const text = decoder.decode(heldLength === 0 ? bytes : bytes.subarray(0, end))
  if (heldLength > 0) {
    state.held.set(bytes.subarray(end))
  }
  state.heldLength = heldLength
  readText(state, text, text.length === bytes.length ? bytes : undefined)
}

/** Moves the rest of a cut code point to the bytes that are held, reads them, and says how many it moved. */
function finishHeld(state: State, bytes: Uint8Array): number {
  let moved = 0
  while (moved < maxContinuation && isContinuation(bytes[moved])) {
    state.held[state.heldLength++] = bytes[moved++] ?? 0
  }
  releaseHeld(state)
  return moved
}

function isContinuation(byte = 0): boolean {
  return byte >> 6 === 0b10
}

/** How many of the last bytes begin a code point that the next chunk may finish. */
function unfinishedLength(bytes: Uint8Array): number {
  for (let length = 1; length <= maxContinuation; length++) {
    const byte = bytes[bytes.length - length] ?? 0
    if (byte < 0x80) {
      return 0
    }
    if (byte >= 0xc0) {
      const whole = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
      return length < whole ? length : 0
    }
  }
  return 0
}

/** Copies a small chunk to the bytes that are held, since decoding has a price per call; true when they must be read. */
function hold(state: State, chunk: Uint8Array): boolean {
  const { held } = state
  let { heldLength } = state
  let lineEnds = 0
  for (let index = 0; index < chunk.length; index++) {
    const byte = chunk[index] ?? 0
    held[heldLength++] = byte
    if (byte === lineFeed || byte === carriageReturn) {
      lineEnds++
    }
  }
  state.heldLength = heldLength
  if (lineEnds === 2 && isUnheard(state) && held[heldLength - 2] === lineFeed && held[heldLength - 1] === lineFeed) {
    state.heldLength = 0
    state.skip = ''
    return false
  }
  const isFull = heldLength > heldCapacity - smallChunk - maxContinuation
  // An invalid byte becomes a character of three bytes.
  const mayExceed = state.size + heldLength * 3 > state.maxEventSize
  return lineEnds > 0 || isFull || mayExceed
}

/** Whether the bytes that are held begin a block with a comment for nobody: a heartbeat needs no decoding. */
function isUnheard({ held, heldLength, size, maxEventSize, onComment }: State): boolean {
  return held[0] === colon && size === 0 && onComment === undefined && heldLength * 3 <= maxEventSize
}
