// What a parser remembers from one chunk to the next. Functions take it first instead of being methods or closures:
// their compiled code then outlives a short response and its parser.
import type { EventTooLargeError } from './errors.ts'
import { checkOptions, type ParserOptions } from './options.ts'

export interface State extends Pick<ParserOptions, 'onEvent'> {
  readonly onRetry: ParserOptions['onRetry']
  readonly onComment: ParserOptions['onComment']
  readonly onId: ParserOptions['onId']
  readonly maxEventSize: number
  readonly defaultType: string
  /** The position, moved when a block is dispatched. */
  lastEventId: string

  // The block being read: the standard's buffers, and its size in bytes so far.
  type: string
  data: string | undefined
  id: string | undefined
  size: number

  // Where the last chunk was cut: bytes not decoded yet, then the text of an unfinished line.
  readonly held: Uint8Array<ArrayBuffer>
  heldLength: number
  line: string
  /** What the next piece is relieved of if it starts with it: a BOM, or the LF of a CRLF. */
  skip: '\uFEFF' | '\n' | ''

  /** Ended by its owner: nothing is read or delivered any more. */
  isOver: boolean
  /** What every later push throws. */
  tooLarge: EventTooLargeError | undefined
  /** The first error a handler threw during this push. */
  thrown: { readonly error: unknown } | undefined
}

/** Bytes of `held`: some lines' worth, so that a line arriving in tiny chunks is decoded once. */
export const heldCapacity = 512

export function createState(options: ParserOptions): State {
  checkOptions(options)
  const { onEvent, onRetry, onComment, onId, maxEventSize = 8 * 1024 * 1024, lastEventId = '' } = options
  const { defaultType = 'message' } = options
  return {
    onEvent,
    onRetry,
    onComment,
    onId,
    maxEventSize,
    defaultType,
    lastEventId,
    type: '',
    data: undefined,
    id: undefined,
    size: 0,
    held: new Uint8Array(heldCapacity),
    heldLength: 0,
    line: '',
    skip: '\uFEFF',
    isOver: false,
    tooLarge: undefined,
    thrown: undefined,
  }
}
