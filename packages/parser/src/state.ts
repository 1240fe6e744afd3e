// What a parser remembers from one chunk to the next. Functions take it first instead of being methods or closures:
// their compiled code then outlives a short response and its parser.
import { bom } from './codes.ts'
import type { EventTooLargeError } from './errors.ts'
import { readOptions, type ParserOptions, type Settings } from './options.ts'

export interface State extends Omit<Settings, 'lastEventId'> {
  /** The position, moved when a block is dispatched. */
  lastEventId: string

  // The block being read: the standard's buffers, and its size in bytes so far.
  type: string
  data: string | undefined
  id: string | undefined
  size: number

  // Where the last chunk was cut: a code point inside the decoder, then the text of an unfinished line.
  // UTF-8 is its default. The BOM is ours to strip: the decoder would strip one from every chunk it decodes alone.
  readonly decoder: TextDecoder
  /** Bytes beyond ASCII were seen: from there on the decoder keeps what a chunk cuts. */
  isStreaming: boolean
  /** A rope: text is appended without copying, and joined once when its line ends. */
  line: string
  /** The code of what the next piece is relieved of if it starts with it: a BOM, or the LF of a CRLF. */
  skip: number | undefined

  /** Ended by its owner, or by a block that is too large: nothing is read or delivered any more. */
  isOver: boolean
  /** What every later push throws. */
  tooLarge: EventTooLargeError | undefined
  /** The first error a handler threw during this push. */
  thrown: readonly [unknown] | undefined
}

export function createState(options: ParserOptions): State {
  return {
    ...readOptions(options),
    type: '',
    data: undefined,
    id: undefined,
    size: 0,
    decoder: new TextDecoder(undefined, { ignoreBOM: true }),
    isStreaming: false,
    line: '',
    skip: bom,
    isOver: false,
    tooLarge: undefined,
    thrown: undefined,
  }
}
