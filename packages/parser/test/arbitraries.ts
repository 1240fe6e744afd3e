// Random streams that look enough like event streams to reach every branch, and random ways to cut them.
import fc from 'fast-check'
import type { SerializableEvent } from '@linefeed/parser/serialize'

const fragments = fc.constantFrom(
  ...['data', 'data:', 'data: ', 'id', 'id:', 'id: ', 'event: ', 'event:', 'retry: ', 'retry:', ':', ': ', ' ', '\0'],
  ...['\n', '\n', '\n\n', '\r', '\r\n', '\r\n\r\n', '\uFEFF', 'é', '漢', '😀', '7', '12', 'dat', 'a', 'x:y', '\u2028'],
)

/** Text made of pieces of fields. */
export const eventStreamText = fc
  .array(fc.oneof({ weight: 9, arbitrary: fragments }, fc.string()), { maxLength: 40 })
  .map((parts) => parts.join(''))

/** Bytes made of pieces of fields, of code points and of anything. */
export const eventStreamBytes = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: eventStreamText.map((text) => new TextEncoder().encode(text)) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom([0xef, 0xbb], [0xf0, 0x9f], [0xe2], [0x80]).map((bytes) => Uint8Array.from(bytes)),
      },
    ),
    { maxLength: 6 },
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])))

/** Sizes of consecutive chunks, repeated until the stream ends. */
export const chunkSizes = fc.array(fc.oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 80 })), {
  minLength: 1,
  maxLength: 20,
})

/** Cuts by sizes; a size of 0 is an empty chunk. */
export function cutBySizes<Piece>(
  stream: { readonly length: number; slice(start: number, end?: number): Piece },
  sizes: number[],
): Piece[] {
  const chunks: Piece[] = []
  let start = 0
  for (const size of sizes) {
    chunks.push(stream.slice(start, start + size))
    start += size
  }
  chunks.push(stream.slice(start))
  return chunks
}

const wellFormed = fc.oneof(fc.string({ unit: 'binary' }), eventStreamText)
const line = wellFormed.map((text) => text.replaceAll(/[\r\n]/g, ''))

/** Everything the format can say in one block. */
export const serializableEvent: fc.Arbitrary<SerializableEvent> = fc.record(
  {
    type: line.filter((type) => type !== ''),
    data: wellFormed.map((data) => data.replaceAll('\r', '')),
    id: line.map((id) => id.replaceAll('\0', '')),
    retry: fc.maxSafeNat(),
    comment: wellFormed.map((comment) => comment.replaceAll('\r', '')),
  },
  { requiredKeys: ['data'] },
)
