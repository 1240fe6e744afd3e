import { createParser, EventTooLargeError, InvalidArgumentError, ParserError } from '@linefeed/parser'
import { describe, expect, test } from 'vitest'
import { pieces, twoCuts } from './cuts.ts'
import { bytesOf, event, read, reading } from './read.ts'

describe('delivery', () => {
  test('blank line: an event is delivered with the byte that ends it, before push returns', () => {
    const log: string[] = []
    const parser = createParser({ onEvent: ({ data }) => log.push(data) })
    for (const chunk of ['data: a\n', '\n', 'data: b\r', '\r', '\ndata: c\r\n', '\r', '\n']) {
      parser.push(bytesOf(chunk))
      log.push('|')
    }
    expect(log.join('')).toBe('|a||b||c||')
  })

  test('retry and comment: heard when their line ends, before the blank line', () => {
    const log: unknown[] = []
    const parser = createParser({
      onEvent: () => log.push('event'),
      onRetry: (milliseconds) => log.push(milliseconds),
      onComment: (comment) => log.push(comment),
    })
    parser.push('data: a\nretry: 5\n: hello\n')
    expect(log).toEqual([5, 'hello'])
  })

  test('position: it has moved when onId and then onEvent run', () => {
    const log: string[] = []
    const parser = createParser({
      onEvent: ({ lastEventId }) => log.push(`event ${lastEventId} ${parser.lastEventId}`),
      onId: (id) => log.push(`id ${id} ${parser.lastEventId}`),
    })
    parser.push('id: 1\ndata: a\n')
    log.push(`line ${parser.lastEventId}`)
    parser.push('\nid: 2\n\n')
    expect(log).toEqual(['line ', 'id 1 1', 'event 1 1', 'id 2 2'])
    expect(parser.lastEventId).toBe('2')
  })

  test('position: an inherited one is reported until the stream sets its own', () => {
    const { events, ids, lastEventId } = read(['data: a\n\nid: 8\ndata: b\n\n'], { lastEventId: '7' })
    expect(events).toEqual([event({ data: 'a', lastEventId: '7' }), event({ data: 'b', id: '8' })])
    expect(ids).toEqual(['8'])
    expect(lastEventId).toBe('8')
  })

  test('end: the unfinished block and later chunks are discarded', () => {
    const events: unknown[] = []
    const parser = createParser({ onEvent: (delivered) => events.push(delivered) })
    parser.push('id: 1\ndata: a\n')
    parser.end()
    parser.push('\ndata: b\n\n')
    expect(events).toEqual([])
    expect(parser.lastEventId).toBe('')
  })

  test('end: called by a handler, the rest of the chunk is discarded and the position stays', () => {
    const events: string[] = []
    const parser = createParser({
      onEvent: ({ data }) => {
        events.push(data)
        parser.end()
      },
    })
    parser.push('id: 1\ndata: a\n\nid: 2\ndata: b\n\n')
    expect(events).toEqual(['a'])
    expect(parser.lastEventId).toBe('1')
  })

  test('end: called by a handler, the rest of the chunk is not measured', () => {
    const events: string[] = []
    const parser = createParser({
      onEvent: ({ data }) => {
        events.push(data)
        parser.end()
      },
      maxEventSize: 12,
    })
    parser.push('data: a\n\ndata: 0123456789\n\n')
    parser.push('data: b\n\n')
    expect(events).toEqual(['a'])
  })

  test('end: called by onId, the event of that block is discarded', () => {
    const events: string[] = []
    const parser = createParser({ onEvent: ({ data }) => events.push(data), onId: () => parser.end() })
    parser.push('id: 1\ndata: a\n\n')
    expect(events).toEqual([])
  })

  test('parsers: one connection never sees the cut of another', () => {
    const events: string[] = []
    const first = createParser({ onEvent: ({ data }) => events.push(`first ${data}`) })
    const second = createParser({ onEvent: ({ data }) => events.push(`second ${data}`) })
    const cuts = pieces(bytesOf('data: 漢字\n\n'), 1)
    for (const cut of cuts) {
      first.push(cut)
      second.push(cut)
    }
    expect(events).toEqual(['first 漢字', 'second 漢字'])
  })
})

describe('chunks', () => {
  const stream = bytesOf('data: é\n\n')
  const padded = new Uint8Array(stream.length + 5)
  padded.set(stream, 3)
  const views: [string, ArrayBufferView][] = [
    ['a DataView', new DataView(padded.buffer, 3, stream.length)],
    ['a subarray', padded.subarray(3, 3 + stream.length)],
    ['a Buffer', Buffer.from(stream)],
    ['an Int8Array', new Int8Array(padded.buffer, 3, stream.length)],
  ]
  test.each(views)('view: %s is read', (_name, view) => {
    expect(read([view])).toEqual(reading({ events: [event({ data: 'é' })] }))
  })

  test('view: its memory may be reused after push', () => {
    const memory = new Uint8Array(1)
    const events: string[] = []
    const parser = createParser({ onEvent: ({ data }) => events.push(data) })
    for (const byte of bytesOf('data: key ключ\n\n')) {
      memory[0] = byte
      parser.push(memory)
    }
    expect(events).toEqual(['key ключ'])
  })

  test('text: a code point that bytes left unfinished becomes U+FFFD', () => {
    expect(read([bytesOf('data: a'), Uint8Array.of(0xe2, 0x82), 'b\n\n']).events).toEqual([event({ data: 'a\uFFFDb' })])
  })

  test.each([null, undefined, 7, {}, new ArrayBuffer(1), ['data']])('chunk: %s is refused', (chunk) => {
    const parser = createParser({ onEvent: () => {} })
    // @ts-expect-error: what a caller without types may pass
    const push = () => parser.push(chunk)
    expect(push).toThrow(InvalidArgumentError)
    expect(push).toThrow(/^Cannot push chunk: /)
  })
})

describe('small chunks', () => {
  const unheard = { onComment: undefined }

  test('a long line: whole, however small its chunks', () => {
    const stream = bytesOf(`data: ${'0123456789'.repeat(300)} ключ\n\n`)
    const sizes = [1, 7, 31, 32, 33]
    expect(sizes.map((size) => read(pieces(stream, size)))).toEqual(sizes.map(() => read([stream])))
    expect(read([stream]).events.map(({ data }) => data.length)).toEqual([3005])
  })

  // Never the first chunk: that one may begin with a BOM and is read in full.
  const behind = ': first\n\n'

  test.each([': a\ndata: x\n\n', ': a\n\n: b\ndata: x\n\n', ': a\rdata: x\n\n', ': a\r\rdata: x\n\n'])(
    'unheard comment: the event behind it in %j is read',
    (chunk) => {
      expect(read([behind, chunk].map(bytesOf), unheard).events).toEqual([event({ data: 'x' })])
    },
  )

  test('unheard comment: the line that begins behind it is kept', () => {
    expect(read([behind, ': a\nd', 'ata: x\n\n'].map(bytesOf), unheard).events).toEqual([event({ data: 'x' })])
  })

  test('heard comment: delivered from a chunk of its own', () => {
    expect(read([behind, ': a\n\n'].map(bytesOf)).comments).toEqual(['first', 'a'])
  })

  test('unheard comment: inside a block it ends neither the block nor the line', () => {
    const chunks = ['data: x\n', ': a\n\n', 'data: y', ': b\n\n'].map(bytesOf)
    expect(read(chunks, unheard).events).toEqual([event({ data: 'x' }), event({ data: 'y: b' })])
  })

  test('unheard comment: a BOM after it is not at the start of the stream', () => {
    expect(read([': a\n\n', '\uFEFFdata: x\n\n'].map(bytesOf), unheard).events).toEqual([])
  })

  test('unheard comment: behind a cut code point it is no comment, but it ends the line', () => {
    const chunks = [bytesOf(behind), Uint8Array.of(0xe6), bytesOf(': a\n\n'), bytesOf('data: x\n\n')]
    expect(read(chunks, unheard).events).toEqual([event({ data: 'x' })])
  })

  test('unheard comment: one that is too large is refused', () => {
    const chunks = [behind, ': heartbeat\n\n'].map(bytesOf)
    expect(read(chunks, { ...unheard, maxEventSize: 12 }).error).toBeInstanceOf(EventTooLargeError)
    expect(read(chunks, { ...unheard, maxEventSize: 13 }).error).toBeUndefined()
  })

  test.each([': a\r\n', ': a\t\n'])('unheard comment: %j ends no block, and counts in the one it begins', (comment) => {
    const chunks = [behind, comment, 'data: x\n\n'].map(bytesOf)
    expect(read(chunks, { ...unheard, maxEventSize: comment.length + 8 }).error).toBeInstanceOf(EventTooLargeError)
    expect(read(chunks, { ...unheard, maxEventSize: comment.length + 9 }).error).toBeUndefined()
  })
})

describe('throwing handlers', () => {
  test('push: finishes the chunk, then rethrows the first error', () => {
    const events: string[] = []
    const parser = createParser({
      onEvent: ({ data }) => {
        events.push(data)
        if (data !== 'c') {
          throw new Error(`no ${data}`)
        }
      },
    })
    expect(() => parser.push('data: a\n\ndata: b\n\ndata: c\n\ndata: d')).toThrow('no a')
    expect(events).toEqual(['a', 'b', 'c'])
    expect(() => parser.push('e\n\ndata: c\n\n')).toThrow('no de')
    parser.push('data: c\n\n')
    expect(events).toEqual(['a', 'b', 'c', 'de', 'c', 'c'])
  })

  test.each(['onRetry', 'onComment', 'onId'] as const)(
    '%s: its error loses no event and moves the position',
    (name) => {
      const events: string[] = []
      const failing = () => {
        throw name
      }
      const parser = createParser({ onEvent: ({ data }) => events.push(data), [name]: failing })
      const caught: unknown[] = []
      try {
        parser.push('retry: 1\n:\nid: 1\ndata: a\n\ndata: b\n\n')
      } catch (error) {
        caught.push(error)
      }
      expect(caught).toEqual([name])
      expect(events).toEqual(['a', 'b'])
      expect(parser.lastEventId).toBe('1')
    },
  )

  test('push: rethrows what was thrown, even undefined', () => {
    const caught: unknown[] = []
    const parser = createParser({
      onEvent: () => {
        throw undefined
      },
    })
    try {
      parser.push('data: a\n\n')
    } catch (error) {
      caught.push(error)
    }
    expect(caught).toEqual([undefined])
  })
})

test('defaultType: is the type of events without one, and tells an explicit message apart', () => {
  const stream = bytesOf('data: a\n\nevent: message\ndata: b\n\nevent\ndata: c\n\n')
  const { events } = read([stream], { defaultType: '' })
  expect(events.map(({ type, data }) => [type, data])).toEqual([
    ['', 'a'],
    ['message', 'b'],
    ['', 'c'],
  ])
})

describe('names', () => {
  const names = ['data', 'event', 'id', 'retry']
  const without = (name: string, index: number, instead: string): string =>
    name.slice(0, index) + instead + name.slice(index + 1)
  const misses = ['_', ''].flatMap((instead) =>
    names.flatMap((name) => Array.from(name, (_, index) => without(name, index, instead))),
  )

  test.each(misses)('%s: one character off is another name, in bytes and in text', (name) => {
    const stream = `data: a\n${name}: 1\n\n`
    const expected = reading({ events: [event({ data: 'a' })] })
    expect([read([stream]), read([bytesOf(stream)])]).toEqual([expected, expected])
  })
})

describe('maxEventSize', () => {
  // Each stream with the bytes of its largest block: all of it, its blank line included.
  const streams: [string, number][] = [
    ['data: abc\n\n', 11],
    ['data: a\n\nid: 1\nevent: x\ndata: abc\n\ndata: b\n\n', 26],
    [': comment\n: comment\ndata: a\n\n', 29],
    ['data: ключ 漢 😀\n\n', 25],
    ['data: a\r\ndata: b\r\n\r\ndata: a\r\ndata: b\r\n\r\n', 19],
    ['data: a\rdata: b\r\r', 17],
    ['\r漢\ndata: x\n: y\n\n', 17],
    ['data: a\r\n\rdata: abc\r\r', 11],
    ['\uFEFFdata: a\n\n', 9],
    ['unknown\ndata\n\n', 14],
    // The first and the last character of each length in UTF-8.
    ['data: \u007f\u0080\u07ff\u0800\uffff\u{10000}\n\n', 23],
  ]

  test.each(streams)('%j: a block of exactly the limit is read, however it is cut', (stream, size) => {
    const expected = read([stream])
    const bytes = bytesOf(stream)
    const ways = [[stream], [bytes], pieces(stream, 1), pieces(bytes, 1), ...twoCuts(bytes), ...twoCuts(stream)]
    expect(ways.map((chunks) => read(chunks, { maxEventSize: size }))).toEqual(ways.map(() => expected))
  })

  test.each(streams)('%j: one byte more is refused, after the same deliveries however it is cut', (stream, size) => {
    const bytes = bytesOf(stream)
    const ways = [[bytes], pieces(stream, 1), pieces(bytes, 1), ...twoCuts(bytes), ...twoCuts(stream)]
    const expected = read([stream], { maxEventSize: size - 1 })
    expect(expected.error).toBeInstanceOf(EventTooLargeError)
    expect(ways.map((chunks) => read(chunks, { maxEventSize: size - 1 }))).toEqual(ways.map(() => expected))
  })

  test('sum: many blocks may exceed it together', () => {
    const stream = 'data: a\n\n'.repeat(1000)
    expect(read([bytesOf(stream)], { maxEventSize: 9 }).events).toHaveLength(1000)
    expect(read(pieces(bytesOf(stream), 7), { maxEventSize: 9 }).events).toHaveLength(1000)
  })

  test('invalid byte: counts as the three bytes of the character it becomes', () => {
    const stream = Uint8Array.of(...bytesOf('data: a'), 0x80)
    const ways = [[stream], pieces(stream, 1), ...twoCuts(stream)]
    expect(ways.map((chunks) => read(chunks, { maxEventSize: 10 }).error)).toEqual(ways.map(() => undefined))
    expect(ways.map((chunks) => read(chunks, { maxEventSize: 9 }).error)).toEqual(
      ways.map(() => expect.any(EventTooLargeError)),
    )
  })

  test('endless line: refused as soon as it is too long', () => {
    const parser = createParser({ onEvent: () => {}, maxEventSize: 100_000 })
    const chunk = bytesOf('x'.repeat(1000))
    const accepted: number[] = []
    expect(() => {
      for (;;) {
        parser.push(chunk)
        accepted.push(chunk.length)
      }
    }).toThrow(EventTooLargeError)
    expect(accepted).toHaveLength(100)
  })

  test('default: 8 MiB', () => {
    const [limit, beyond] = [8 * 1024 * 1024, 8 * 1024 * 1024 + 1].map((size) => `data: ${'x'.repeat(size - 8)}\n\n`)
    expect(read([limit ?? '']).events).toHaveLength(1)
    expect(read([beyond ?? '']).error).toBeInstanceOf(EventTooLargeError)
  })

  test('Infinity: no limit', () => {
    const events = read([bytesOf(`data: ${'x'.repeat(9 * 1024 * 1024)}\n\n`)], { maxEventSize: Infinity }).events
    expect(events.map(({ data }) => data.length)).toEqual([9 * 1024 * 1024])
  })

  test('error: says the rule, and the parser stays dead', () => {
    const { events, error } = read(['data: a\n\ndata: 0123456789\n\ndata: b\n\n'], { maxEventSize: 12 })
    expect(events).toEqual([event({ data: 'a' })])
    expect(error).toMatchObject({
      name: 'EventTooLargeError',
      code: 'event-too-large',
      maxEventSize: 12,
      message: 'Cannot read event: it must fit in maxEventSize, got more than 12 bytes',
    })
    const parser = createParser({ onEvent: () => {}, maxEventSize: 2 })
    const caught: unknown[] = []
    for (const chunk of ['data', '\n\n', new Uint8Array(0)]) {
      try {
        parser.push(chunk)
      } catch (thrown) {
        caught.push(thrown)
      }
    }
    expect(caught).toHaveLength(3)
    expect(new Set(caught).size).toBe(1)
  })

  test('error: a handler that threw earlier in the chunk is heard first', () => {
    const parser = createParser({
      onEvent: () => {
        throw new Error('mine')
      },
      maxEventSize: 12,
    })
    expect(() => parser.push('data: a\n\ndata: 0123456789\n\n')).toThrow('mine')
    expect(() => parser.push('\n')).toThrow(EventTooLargeError)
  })
})

describe('options', () => {
  const wrong: [string, object, string][] = [
    ['onEvent missing', { onEvent: undefined }, 'onEvent must be a function, got undefined'],
    ['onEvent a string', { onEvent: 'log' }, 'onEvent must be a function, got string'],
    ['onRetry a number', { onRetry: 5 }, 'onRetry must be a function, got 5'],
    ['onComment an object', { onComment: {} }, 'onComment must be a function, got object'],
    ['onId null', { onId: null }, 'onId must be a function, got null'],
    ['maxEventSize zero', { maxEventSize: 0 }, 'maxEventSize must be 1 or more, got 0'],
    ['maxEventSize NaN', { maxEventSize: Number.NaN }, 'maxEventSize must be 1 or more, got NaN'],
    ['maxEventSize a string', { maxEventSize: '5' }, 'maxEventSize must be a number, got string'],
    ['lastEventId a number', { lastEventId: 5 }, 'lastEventId must be a string, got 5'],
  ]
  test.each(wrong)('%s: refused at creation', (_name, options, rule) => {
    const create = () => createParser({ onEvent: () => {}, ...options })
    expect(create).toThrow(`Cannot create parser: ${rule}`)
    expect(create).toThrow(expect.objectContaining({ name: 'InvalidArgumentError', code: 'invalid-argument' }))
    expect(create).toThrow(ParserError)
  })

  test('no options: refused at creation', () => {
    // @ts-expect-error: what a caller without types may pass
    expect(() => createParser()).toThrow(InvalidArgumentError)
  })
})
