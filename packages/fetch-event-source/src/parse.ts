// Bytes → lines → messages: the three functions of @microsoft/fetch-event-source/lib/…/parse, for who builds on them.
// They follow the standard, take linear time, and let go of the stream when a callback throws.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream

/** One event. */
export interface EventSourceMessage {
  /** The event's own `id:`, `''` when it had none. */
  id: string
  /** The event's type, `''` when it had none. */
  event: string
  data: string
  /** The reconnection time that came with it, in milliseconds. */
  retry?: number
}

/** Calls `onChunk` with each chunk of the stream, and resolves at its end. */
export async function getBytes(
  stream: ReadableStream<Uint8Array>,
  onChunk: (chunk: Uint8Array) => void,
): Promise<void> {
  const reader = stream.getReader()
  try {
    for (let result = await reader.read(); !result.done; result = await reader.read()) {
      onChunk(result.value)
    }
  } catch (error) {
    void reader.cancel(error).catch(() => {})
    throw error
  }
}

const lineFeed = 0x0a
const carriageReturn = 0x0d
const colon = 0x3a
const byteOrderMark = [0xef, 0xbb, 0xbf]

/** Gives a function that takes chunks and calls `onLine` with each line and the length of its field, -1 without a colon. */
export function getLines(onLine: (line: Uint8Array, fieldLength: number) => void): (chunk: Uint8Array) => void {
  let pieces: Uint8Array[] = []
  let isFirst = true
  let afterReturn = false

  function endLine(last: Uint8Array): void {
    const line = pieces.length === 0 ? last : join([...pieces, last])
    pieces = []
    const marked = isFirst && byteOrderMark.every((byte, index) => line[index] === byte)
    isFirst = false
    const text = marked ? line.subarray(byteOrderMark.length) : line
    onLine(text, text.indexOf(colon))
  }

  return (chunk) => {
    let start = 0
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index]
      if (byte === lineFeed && afterReturn) {
        start = index + 1
      } else if (byte === lineFeed || byte === carriageReturn) {
        endLine(chunk.subarray(start, index))
        start = index + 1
      }
      afterReturn = byte === carriageReturn
    }
    if (start < chunk.length) {
      // A copy: who gives chunks may use their memory again.
      pieces.push(chunk.slice(start))
    }
  }
}

/**
 * Gives a function that takes lines and calls `onMessage` at the blank line of each event; before it `onId`, if the block
 * has an id. `onRetry` is called when its line is read.
 */
export function getMessages(
  onId: (id: string) => void,
  onRetry: (retry: number) => void,
  onMessage?: (message: EventSourceMessage) => void,
): (line: Uint8Array, fieldLength: number) => void {
  // The BOM of the stream is stripped with its first line; all others are data.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let message: Partial<EventSourceMessage> = {}

  function readField(field: string, value: string): void {
    if (field === 'data') {
      message.data = message.data === undefined ? value : `${message.data}\n${value}`
    } else if (field === 'event') {
      message.event = value
    } else if (field === 'id' && !value.includes('\0')) {
      message.id = value
    } else if (field === 'retry' && /^[0-9]+$/.test(value)) {
      message.retry = Number(value)
      onRetry(message.retry)
    }
  }

  function dispatch({ id, data, ...rest }: Partial<EventSourceMessage>): void {
    message = {}
    if (id !== undefined) {
      onId(id)
    }
    if (data !== undefined) {
      onMessage?.({ id: id ?? '', event: '', data, ...rest })
    }
  }

  return (line, fieldLength) => {
    if (line.length === 0) {
      dispatch(message)
    } else if (fieldLength !== 0) {
      const end = fieldLength < 0 ? line.length : fieldLength
      const valueStart = end + (line[end + 1] === 0x20 ? 2 : 1)
      readField(decoder.decode(line.subarray(0, end)), decoder.decode(line.subarray(valueStart)))
    }
  }
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let offset = 0
  for (const piece of pieces) {
    joined.set(piece, offset)
    offset += piece.length
  }
  return joined
}
