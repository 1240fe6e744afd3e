// The standard's sentences, each with streams that show it.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
import { event, reading, type Reading } from './read.ts'

export interface Case {
  /** What the standard says, or follows from it. */
  rule: string
  /** Text to be sent as UTF-8, or bytes that are no valid UTF-8. */
  stream: string | readonly number[]
  expected: Reading
}

const ascii = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0))
const data = (...values: string[]) => reading({ events: values.map((value) => event({ data: value })) })
const nothing = reading({})

const encoding: Case[] = [
  {
    rule: 'streams must be decoded using the UTF-8 decode algorithm',
    stream: 'data: ключ 漢 😀 é\n\n',
    expected: data('ключ 漢 😀 é'),
  },
  { rule: 'one leading U+FEFF must be ignored', stream: '\uFEFFdata: x\n\n', expected: data('x') },
  {
    rule: 'only one leading U+FEFF is ignored: the next belongs to the field name',
    stream: '\uFEFF\uFEFFdata: x\n\n',
    expected: nothing,
  },
  { rule: 'a U+FEFF after the first line is not a BOM', stream: '\n\uFEFFdata: x\n\ndata: y\n\n', expected: data('y') },
  { rule: 'a U+FEFF at the start of a value is kept', stream: 'data:\uFEFFx\n\n', expected: data('\uFEFFx') },
  {
    rule: 'a U+FEFF after the space of a value is kept',
    stream: 'data: \uFEFF\ndata: \uFEFF\n\n',
    expected: data('\uFEFF\n\uFEFF'),
  },
  {
    rule: 'a U+FEFF before the space of a value leaves the space',
    stream: 'data:\uFEFF x\n\n',
    expected: data('\uFEFF x'),
  },
  { rule: 'a BOM and nothing else is an empty stream', stream: '\uFEFF', expected: nothing },
  {
    rule: 'half a BOM is invalid UTF-8, not a BOM',
    stream: [0xef, 0xbb, ...ascii('data: x\n\ndata: y\n\n')],
    expected: data('y'),
  },
  {
    rule: 'an invalid byte becomes U+FFFD',
    stream: [...ascii('data: a'), 0xff, ...ascii('b\n\n')],
    expected: data('a\uFFFDb'),
  },
  {
    rule: 'each stray continuation byte becomes U+FFFD',
    stream: [...ascii('data: '), 0x80, 0xbf, ...ascii('\n\n')],
    expected: data('\uFFFD\uFFFD'),
  },
  {
    rule: 'an overlong sequence becomes one U+FFFD per byte',
    stream: [...ascii('data: '), 0xe0, 0x80, 0xaf, ...ascii('\n\n')],
    expected: data('\uFFFD\uFFFD\uFFFD'),
  },
  {
    rule: 'an encoded surrogate becomes one U+FFFD per byte',
    stream: [...ascii('data: '), 0xed, 0xa0, 0x80, ...ascii('\n\n')],
    expected: data('\uFFFD\uFFFD\uFFFD'),
  },
  {
    rule: 'a code point beyond U+10FFFF becomes one U+FFFD per byte',
    stream: [...ascii('data: '), 0xf4, 0x90, 0x80, 0x80, ...ascii('\n\n')],
    expected: data('\uFFFD'.repeat(4)),
  },
  {
    rule: 'a truncated code point becomes one U+FFFD and its successor is read',
    stream: [...ascii('data: '), 0xf0, 0x9f, 0x98, ...ascii('x\n\n')],
    expected: data('\uFFFDx'),
  },
  {
    rule: 'a truncated code point does not swallow the line feed',
    stream: [...ascii('data: '), 0xe2, 0x82, ...ascii('\n\n')],
    expected: data('\uFFFD'),
  },
  {
    rule: 'a lead byte after a truncated code point starts its own',
    stream: [...ascii('data: '), 0xe2, 0xc3, 0xa9, ...ascii('\n\n')],
    expected: data('\uFFFDé'),
  },
  {
    rule: 'an invalid field name is an unknown field',
    stream: [0xff, ...ascii('data: x\n\ndata: y\n\n')],
    expected: data('y'),
  },
]

const lines: Case[] = [
  { rule: 'lines end with LF', stream: 'data: a\ndata: b\n\n', expected: data('a\nb') },
  { rule: 'lines end with CR', stream: 'data: a\rdata: b\r\r', expected: data('a\nb') },
  { rule: 'lines end with CRLF', stream: 'data: a\r\ndata: b\r\n\r\n', expected: data('a\nb') },
  {
    rule: 'line ends may be mixed',
    stream: 'data: a\rdata: b\r\ndata: c\n\r\ndata: d\n\rdata: e\r\n\n',
    expected: data('a\nb\nc', 'd', 'e'),
  },
  {
    rule: 'a CRLF is one line end, not two',
    stream: 'data: a\r\ndata: b\r\n\ndata: c\n\r\n',
    expected: data('a\nb', 'c'),
  },
  { rule: 'LF CR is two line ends', stream: 'data: a\n\rdata: b\n\r', expected: data('a', 'b') },
  { rule: 'CR CR LF is two line ends', stream: 'data: a\r\r\ndata: b\r\r\n', expected: data('a', 'b') },
  {
    rule: 'other line separators of Unicode end no line',
    stream: 'data: a\u2028b\u2029c\u0085d\vd\f\n\n',
    expected: data('a\u2028b\u2029c\u0085d\vd\f'),
  },
  { rule: 'NUL is a character like others in data', stream: 'data: a\0b\n\n', expected: data('a\0b') },
  { rule: 'a stream may be empty', stream: '', expected: nothing },
  { rule: 'a stream may be blank lines only', stream: '\n\r\n\r\n\n', expected: nothing },
]

const interpretation: Case[] = [
  {
    rule: 'a line starting with a colon is ignored',
    stream: ':x\ndata: a\n: y\ndata: b\n:\n\n',
    expected: { ...data('a\nb'), comments: ['x', 'y', ''] },
  },
  {
    rule: 'a comment keeps all but its first space',
    stream: ':  x : y \n',
    expected: reading({ comments: [' x : y '] }),
  },
  {
    rule: 'a comment alone dispatches nothing',
    stream: ': ping\n\n:\n\n',
    expected: reading({ comments: ['ping', ''] }),
  },
  { rule: 'the field name ends at the first colon', stream: 'data:a:b: c\n\n', expected: data('a:b: c') },
  {
    rule: 'one leading space of the value is removed',
    stream: 'data:a\ndata: b\ndata:  c\ndata: d \n\n',
    expected: data('a\nb\n c\nd '),
  },
  { rule: 'a leading tab is kept', stream: 'data:\ta\ndata: \tb\n\n', expected: data('\ta\n\tb') },
  { rule: 'a line without a colon is a name with an empty value', stream: 'data\n\n', expected: data('') },
  { rule: 'a value may be empty', stream: 'data:\n\ndata: \n\n', expected: data('', '') },
  { rule: 'a space before the colon belongs to the name', stream: 'data : x\n\n', expected: nothing },
  { rule: 'a space before the name belongs to the name', stream: ' data: x\n\n', expected: nothing },
  {
    rule: 'field names are compared literally, without case folding',
    stream: 'Data: x\nDATA: x\ndata: y\n\n',
    expected: data('y'),
  },
  {
    rule: 'unknown fields are ignored',
    stream: 'dat: x\ndatax: x\ndataa\nd\nretry2: 1\nevents: x\nids: x\ni: 1\nfoo\ndata: y\n\n',
    expected: data('y'),
  },
  {
    rule: 'field names of Object.prototype are unknown fields',
    stream: '__proto__: x\nconstructor: x\ntoString\ndata: y\n\n',
    expected: data('y'),
  },
]

const fields: Case[] = [
  {
    rule: 'event: sets the event type',
    stream: 'event: add\ndata: 1\n\n',
    expected: reading({ events: [event({ type: 'add', data: '1' })] }),
  },
  {
    rule: 'event: the last one counts',
    stream: 'event: add\ndata: 1\nevent: remove\n\n',
    expected: reading({ events: [event({ type: 'remove', data: '1' })] }),
  },
  {
    rule: 'event: an empty type is message',
    stream: 'event: add\nevent\ndata: 1\n\nevent:\ndata: 2\n\n',
    expected: data('1', '2'),
  },
  {
    rule: 'event: the type does not outlive its block',
    stream: 'event: add\ndata: 1\n\ndata: 2\n\nevent: x\n\ndata: 3\n\n',
    expected: reading({ events: [event({ type: 'add', data: '1' }), event({ data: '2' }), event({ data: '3' })] }),
  },
  {
    rule: 'event: keeps spaces and any character',
    stream: 'event:  ключ \ndata\n\n',
    expected: reading({ events: [event({ type: ' ключ ' })] }),
  },
  { rule: 'data: lines are joined by LF', stream: 'data: a\ndata: b\ndata: c\n\n', expected: data('a\nb\nc') },
  {
    rule: 'data: empty lines count as lines',
    stream: 'data\ndata\n\ndata:\ndata: a\ndata:\n\n',
    expected: data('\n', '\na\n'),
  },
  {
    rule: 'data: other fields between its lines change nothing',
    stream: 'data: a\nfoo: x\nevent: message\ndata: b\n\n',
    expected: data('a\nb'),
  },
  {
    rule: 'id: sets the position from its event on',
    stream: 'data: 0\n\nid: 1\ndata: a\n\ndata: b\n\n',
    expected: reading({
      events: [event({ data: '0' }), event({ data: 'a', id: '1' }), event({ data: 'b', lastEventId: '1' })],
      ids: ['1'],
    }),
  },
  {
    rule: 'id: the last one of a block counts',
    stream: 'id: 1\ndata: a\nid: 2\n\n',
    expected: reading({ events: [event({ data: 'a', id: '2' })], ids: ['2'] }),
  },
  {
    rule: 'id: an empty one resets the position',
    stream: 'id: 1\ndata: a\n\nid\ndata: b\n\ndata: c\n\n',
    expected: reading({
      events: [event({ data: 'a', id: '1' }), event({ data: 'b', id: '' }), event({ data: 'c' })],
      ids: ['1', ''],
    }),
  },
  {
    rule: 'id: one with NUL is ignored',
    stream: 'id: 1\ndata: a\n\nid: 2\0\ndata: b\n\nid: 3\nid: \0\ndata: c\n\n',
    expected: reading({
      events: [event({ data: 'a', id: '1' }), event({ data: 'b', lastEventId: '1' }), event({ data: 'c', id: '3' })],
      ids: ['1', '3'],
    }),
  },
  {
    rule: 'id: keeps spaces and any character',
    stream: 'id:  ключ 😀 \ndata\n\n',
    expected: reading({ events: [event({ id: ' ключ 😀 ' })], ids: [' ключ 😀 '] }),
  },
  {
    rule: 'id: a block without data moves the position and dispatches nothing',
    stream: 'id: 7\n\ndata: a\n\n',
    expected: reading({ events: [event({ data: 'a', lastEventId: '7' })], ids: ['7'] }),
  },
  {
    rule: 'id: a cut block does not move the position',
    stream: 'id: 1\ndata: a\n\nid: 2\ndata: b\n',
    expected: reading({ events: [event({ data: 'a', id: '1' })], ids: ['1'] }),
  },
  {
    rule: 'retry: digits set the reconnection time, in base ten',
    stream: 'retry: 1000\nretry:010\nretry: 0\n',
    expected: reading({ retries: [1000, 10, 0] }),
  },
  {
    rule: 'retry: anything but ASCII digits is ignored',
    stream:
      'retry: 1e3\nretry: -5\nretry: 10abc\nretry:  1\nretry: 1 \nretry: 1.5\nretry: +1\nretry: 0x1\nretry: ١\nretry:\nretry\nretry: 7\n',
    expected: reading({ retries: [7] }),
  },
  {
    rule: 'retry: more digits than a number holds are Infinity',
    stream: `retry: ${'9'.repeat(400)}\n`,
    expected: reading({ retries: [Infinity] }),
  },
  {
    rule: 'retry: takes effect at its line, even when its block is cut',
    stream: 'retry: 5\ndata: x',
    expected: reading({ retries: [5] }),
  },
]

const dispatching: Case[] = [
  { rule: 'a block without data dispatches nothing', stream: 'event: add\n\ndata: a\n\n', expected: data('a') },
  {
    rule: 'blank lines between blocks change nothing',
    stream: '\n\n\ndata: a\n\n\n\ndata: b\n\n',
    expected: data('a', 'b'),
  },
  { rule: 'a block cut before its blank line is discarded', stream: 'data: a\n\ndata: b\n', expected: data('a') },
  { rule: 'a block cut in a line is discarded', stream: 'data: a\n\ndata: b', expected: data('a') },
  {
    rule: 'a block cut in a code point is discarded',
    stream: [...ascii('data: a\n\ndata: '), 0xf0, 0x9f],
    expected: data('a'),
  },
  {
    rule: 'the example of the standard: two lines',
    stream: 'data: YHOO\ndata: +2\ndata: 10\n\n',
    expected: data('YHOO\n+2\n10'),
  },
  {
    rule: 'the example of the standard: four blocks',
    stream: ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event',
    expected: reading({
      events: [event({ data: 'first event', id: '1' }), event({ data: 'second event', id: '' })],
      ids: ['1', ''],
      comments: ['test stream'],
    }),
  },
  { rule: 'the example of the standard: empty lines', stream: 'data\n\ndata\ndata\n\ndata:', expected: data('', '\n') },
  {
    rule: 'the example of the standard: optional space',
    stream: 'data:test\n\ndata: test\n\n',
    expected: data('test', 'test'),
  },
]

export const conformance: Case[] = [...encoding, ...lines, ...interpretation, ...fields, ...dispatching]
