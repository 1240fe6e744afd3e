// Random streams that look enough like event streams to reach every branch, and random ways to cut them.
import * as fc from 'fast-check'
import type { SerializableEvent } from '@linefeed/parser/serialize'

const fragments = fc.oneof(
  fc.constantFrom('data', 'data:', 'data: ', 'id', 'id:', 'id: ', 'event: ', 'event:', 'retry: ', 'retry:', ':', ': '),
  fc.constantFrom('\n', '\n\n', '\r', '\r\n', '\r\n\r\n', '\uFEFF', '\u2028', '\0', ' ', 'é', '漢', '😀', '7', '12'),
)

const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r', '\r\n')
const fieldLine = fc
  .tuple(
    fc.constantFrom('data', 'data', 'data', 'id', 'event', 'retry', '', 'dat', 'datax', '\uFEFFdata'),
    fc.constantFrom('', ':', ': ', ':  ', ' :'),
    fc.constantFrom('', 'a', '7', '12', '1e3', 'x:y', 'é', '漢', '😀', '\0', '\uFEFF', '\u2028', 'a '),
    lineEnd,
  )
  .map((parts) => parts.join(''))

/** Text made of whole lines, and of pieces of fields in any order. */
export const eventStreamText = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fieldLine },
      { weight: 4, arbitrary: lineEnd },
      { weight: 4, arbitrary: fragments },
      { weight: 1, arbitrary: fc.string() },
    ),
    { maxLength: 40, size: 'max' },
  )
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
