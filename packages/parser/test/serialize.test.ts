import {
  EventStreamSerializerStream,
  serializeEvent,
  UnserializableEventError,
  type SerializableEvent,
} from '@linefeed/parser/serialize'
import { describe, expect, test } from 'vitest'
import { event, read, reading } from './read.ts'

describe('serializeEvent', () => {
  const written: [SerializableEvent, string][] = [
    [{ data: 'a' }, 'data: a\n\n'],
    [{ data: '' }, 'data: \n\n'],
    [{ data: 'a\u2028b\u2029c' }, 'data: a\u2028b\u2029c\n\n'],
    [{ data: 'a\n\n b\n' }, 'data: a\ndata: \ndata:  b\ndata: \n\n'],
    [{ data: 'a', type: 'message' }, 'data: a\n\n'],
    [
      { data: 'a', type: 'add', id: '1', retry: 5, comment: 'x\ny' },
      ': x\n: y\nretry: 5\nevent: add\nid: 1\ndata: a\n\n',
    ],
    [{ data: 'a', id: '' }, 'id: \ndata: a\n\n'],
    [{ comment: '' }, ': \n\n'],
    [{ id: ' ключ ' }, 'id:  ключ \n\n'],
    [{ retry: 0 }, 'retry: 0\n\n'],
  ]
  test.each(written)('%j: written as the standard reads it', (fields, text) => {
    expect(serializeEvent(fields)).toBe(text)
  })

  test('every field: read back as it was', () => {
    const text = serializeEvent({ data: ' a\nb', type: ' add ', id: '\uFEFF😀', retry: 5, comment: ': x\n y' })
    expect(read([text])).toEqual(
      reading({
        events: [event({ data: ' a\nb', type: ' add ', id: '\uFEFF😀' })],
        retries: [5],
        comments: [': x', ' y'],
        ids: ['\uFEFF😀'],
      }),
    )
  })

  const refused: [unknown, string][] = [
    [{ data: 'a\r\nb' }, 'data must contain no "\\r", got "a\\r\\nb"'],
    [{ data: 'a\ud800b' }, 'data must contain no "\\ud800", got "a\\ud800b"'],
    [{ data: 5 }, 'data must be a string, got number'],
    [{ data: '', type: 'a\nb' }, 'type must contain no "\\n", got "a\\nb"'],
    [{ data: '', type: 'a\rb' }, 'type must contain no "\\r", got "a\\rb"'],
    [{ data: '', type: '' }, 'type must not be empty, got ""'],
    [{ data: '', id: 'a\nb' }, 'id must contain no "\\n", got "a\\nb"'],
    [{ data: '', id: 'a\rb' }, 'id must contain no "\\r", got "a\\rb"'],
    [{ data: '', id: 'a\0b' }, 'id must contain no "\\u0000", got "a\\u0000b"'],
    [{ data: '', id: 7 }, 'id must be a string, got number'],
    [{ comment: 'a\rb' }, 'comment must contain no "\\r", got "a\\rb"'],
    [{ retry: -1 }, 'retry must be whole milliseconds, 0 or more, got -1'],
    [{ retry: 1.5 }, 'retry must be whole milliseconds, 0 or more, got 1.5'],
    [{ retry: 1e21 }, 'retry must be whole milliseconds, 0 or more, got 1e+21'],
    [{ retry: Infinity }, 'retry must be whole milliseconds, 0 or more, got Infinity'],
    [{ retry: '5' }, 'retry must be whole milliseconds, 0 or more, got 5'],
  ]
  test.each(refused)('%j: refused', (fields, rule) => {
    // @ts-expect-error: what a caller without types may pass
    const serialize = () => serializeEvent(fields)
    expect(serialize).toThrow(`Cannot serialize event: ${rule}`)
    expect(serialize).toThrow(UnserializableEventError)
    expect(serialize).toThrow(expect.objectContaining({ code: 'unserializable-event', field: rule.split(' ')[0] }))
  })
})

describe('EventStreamSerializerStream', () => {
  test('stream: each event is one chunk of UTF-8', async () => {
    const { readable, writable } = new EventStreamSerializerStream()
    const writer = writable.getWriter()
    const written = Promise.all([writer.write({ data: 'é' }), writer.write({ comment: 'ping' }), writer.close()])
    const chunks: string[] = []
    for await (const chunk of readable) {
      chunks.push(new TextDecoder().decode(chunk))
    }
    await written
    expect(chunks).toEqual(['data: é\n\n', ': ping\n\n'])
  })

  test('stream: an event that cannot be written fails it', async () => {
    const { readable, writable } = new EventStreamSerializerStream()
    const results = await Promise.allSettled([writable.getWriter().write({ data: '\r' }), readable.getReader().read()])
    expect(results.map((result) => result.status === 'rejected' && result.reason)).toEqual([
      expect.any(UnserializableEventError),
      expect.any(UnserializableEventError),
    ])
  })
})
