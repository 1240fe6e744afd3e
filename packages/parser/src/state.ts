// What a parser remembers from one chunk to the next. Functions take it first instead of being methods or closures:
// their compiled code then outlives a short response and its parser.
import type { EventTooLargeError } from './errors.ts'
import { checkOptions, type CheckedOptions, type ParserOptions } from './options.ts'

export interface State extends CheckedOptions {
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
  isAtStart: boolean
  isAfterCarriageReturn: boolean

  /** Ended by its owner, or by a block that is too large: nothing is read or delivered any more. */
  isOver: boolean
  tooLarge: EventTooLargeError | undefined
  /** The first error a handler threw during this push. */
  thrown: { readonly error: unknown } | undefined
}

/** Bytes of `held`: some lines' worth, so that a line arriving in tiny chunks is decoded once. */
export const heldCapacity = 512

export function createState(options: ParserOptions): State {
  return {
    ...checkOptions(options),
    type: '',
    data: undefined,
    id: undefined,
    size: 0,
    held: new Uint8Array(heldCapacity),
    heldLength: 0,
    line: '',
    isAtStart: true,
    isAfterCarriageReturn: false,
    isOver: false,
    tooLarge: undefined,
    thrown: undefined,
  }
}
