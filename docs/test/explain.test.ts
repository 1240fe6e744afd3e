import { describe, expect, test } from 'vitest'
import { explain, readInChunks, readEscapes } from '../components/explain.ts'

const kinds = (stream: string) => explain(stream).lines.map(({ text, kind }) => [text, kind])
const notes = (stream: string) => explain(stream).lines.map(({ note }) => note)

describe('explain', () => {
  test('block: each line is told apart, and the blank line dispatches', () => {
    const { lines, events, comments, position, reconnectionTime } = explain(
      ': hi\nretry: 500\nevent: price\nid: 7\ndata: a\ndata\n\n',
    )
    expect(lines.map(({ kind }) => kind)).toEqual(['comment', 'retry', 'event', 'id', 'data', 'data', 'end'])
    expect(events).toEqual([{ type: 'price', data: 'a\n', id: '7', lastEventId: '7', line: 7 }])
    expect([comments, position, reconnectionTime]).toEqual([['hi'], '7', 500])
  })

  test.each([
    ['id: a\0b\n', 'NUL'],
    ['retry: 10abc\n', 'ASCII digits only'],
    ['retry: 5\nretry: 6x\n', 'ASCII digits only'],
    ['Data: x\n', 'lower case'],
    ['data : x\n', 'space belongs to the field name'],
    ['{"error": "html"}\n', 'no field of the standard'],
  ])('%j: is ignored, and told why', (stream, why) => {
    expect([kinds(stream).at(-1)?.[1], notes(stream).at(-1)]).toEqual(['ignored', expect.stringContaining(why)])
  })

  test('unfinished block: is discarded, with its id', () => {
    const { position, events } = explain('id: 1\ndata: a\n\nid: 2\ndata: b\nda')
    expect([position, events.length]).toEqual(['1', 1])
    expect(kinds('data: b\nda')).toEqual([
      ['data: b', 'cut'],
      ['da', 'cut'],
    ])
  })

  test('BOM: is no part of the first line', () => {
    expect(kinds('\uFEFFdata: a\n\n').map(([, kind]) => kind)).toEqual(['data', 'end'])
  })

  test.each(['\n', '\r', '\r\n'])('line end %j: is one', (end) => {
    expect(kinds(['data: a', '', ''].join(end))).toEqual([
      ['data: a', 'data'],
      ['', 'end'],
    ])
  })
})

test('chunks: wherever the stream is cut, the events are the same', () => {
  const stream = '\uFEFFid: ключ\r\ndata: 😀\r\n\r\ndata: b\n\n'
  const { events } = readInChunks(stream, 'whole')
  expect(events).toHaveLength(2)
  for (const cut of ['every byte' as const, ...Array.from(stream, (_, index) => index)]) {
    expect(readInChunks(stream, cut).events).toEqual(events)
  }
  expect(readInChunks(stream, 'every byte').chunks).toBe(new TextEncoder().encode(stream).length)
})

test('escapes: stand for what cannot be typed', () => {
  expect(readEscapes(String.raw`a\0b\r\n\u00e9 \x`)).toBe('a\0b\r\né \\x')
})
