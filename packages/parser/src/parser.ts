// The public parser: one connection's chunks in, handlers called. Knows who may still be told what, and nothing of formats.
import { readBytes } from './bytes.ts'
import { InvalidArgumentError } from './errors.ts'
import { readText } from './lines.ts'
import type { ParserOptions } from './options.ts'
import { createState, type State } from './state.ts'

export interface Parser {
  /**
   * Reads the next chunk: any view of bytes, or text. Events are delivered before it returns.
   *
   * A throwing handler loses nothing: the rest of the chunk is read and delivered, then the first error is rethrown,
   * and the parser remains usable. After `end` chunks are ignored.
   * @throws EventTooLargeError when a block exceeds `maxEventSize`, and at every later push.
   * @throws InvalidArgumentError when the chunk is neither text nor a view.
   */
  push(chunk: ArrayBufferView | string): void
  /** Ends the stream: an unfinished block is discarded, as the standard asks. From a handler, the rest of the chunk too. */
  end(): void
  /** The position after the last dispatched block. It has already moved when `onId` and `onEvent` run. */
  readonly lastEventId: string
}

/**
 * Creates the parser of one connection. A new connection needs a new one; hand it the old `lastEventId`.
 * @throws InvalidArgumentError when an option has the wrong type or is out of bounds.
 * @example
 * const parser = createParser({ onEvent: ({ type, data }) => console.log(type, data) })
 * for await (const chunk of response.body) parser.push(chunk)
 */
export function createParser(options: ParserOptions): Parser {
  const state = createState(options)
  return {
    push: (chunk) => push(state, chunk),
    end: () => {
      state.isOver = true
    },
    get lastEventId() {
      return state.lastEventId
    },
  }
}

function push(state: State, chunk: ArrayBufferView | string): void {
  if (!state.isOver) {
    if (typeof chunk === 'string') {
      // It ends a code point that bytes left unfinished.
      readText(state, state.decoder.decode() + chunk)
    } else if (ArrayBuffer.isView(chunk)) {
      readBytes(
        state,
        chunk instanceof Uint8Array ? chunk : new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength),
      )
    } else {
      throw new InvalidArgumentError('push chunk', 'it must be text or bytes', chunk)
    }
  }
  const { thrown } = state
  state.thrown = undefined
  if (thrown) {
    throw thrown[0]
  }
  if (state.tooLarge) {
    throw state.tooLarge
  }
}
