import { describe, expect, test } from 'vitest'
import { conformance } from './conformance.ts'
import { pieces, twoCuts } from './cuts.ts'
import { bytesOf, read } from './read.ts'

describe.each(conformance)('standard: $rule', ({ stream, expected }) => {
  const bytes = bytesOf(stream)

  test('whole', () => {
    expect(read([bytes])).toEqual(expected)
  })

  test('cut in two at every byte', () => {
    expect([...twoCuts(bytes)].map((chunks) => read(chunks))).toEqual(Array(bytes.length + 1).fill(expected))
  })

  test('byte by byte, and in small chunks of every size', () => {
    const sizes = Array.from({ length: 12 }, (_, index) => index + 1)
    expect(sizes.map((size) => read(pieces(bytes, size)))).toEqual(sizes.map(() => expected))
  })

  test('with comments unheard, in small chunks of every size', () => {
    const sizes = Array.from({ length: 40 }, (_, index) => index + 1)
    const heard = sizes.map((size) => read(pieces(bytes, size), { onComment: undefined }))
    const unheard = { ...expected, comments: [] }
    expect(heard).toEqual(sizes.map(() => unheard))
  })

  test('with an empty chunk after every byte', () => {
    expect(read(pieces(bytes, 1).flatMap((piece) => [piece, new Uint8Array(0)]))).toEqual(expected)
  })
})

const texts = conformance.flatMap(({ rule, stream, expected }) =>
  typeof stream === 'string' ? [{ rule, stream, expected }] : [],
)

describe.each(texts)('standard, as text: $rule', ({ stream, expected }) => {
  test('whole', () => {
    expect(read([stream])).toEqual(expected)
  })

  test('cut in two at every unit, surrogate pairs included', () => {
    expect([...twoCuts(stream)].map((chunks) => read(chunks))).toEqual(Array(stream.length + 1).fill(expected))
  })

  test('unit by unit', () => {
    expect(read(pieces(stream, 1))).toEqual(expected)
  })

  test('with bytes after text and text after bytes', () => {
    const characters = Array.from(stream)
    const mixed = characters.map((character, index) => (index % 2 === 0 ? character : bytesOf(character)))
    expect(read(mixed)).toEqual(expected)
  })
})
