// Events as text → events as the caller wants their data, in order, however long each takes.
import type { ServerSentEvent } from '@linefeed/parser'
import { EventStreamError } from '../errors.ts'
import type { Decode, Decoder, StreamEvent } from './events.ts'
import type { Gate } from './reader.ts'

/** A line of events being decoded. */
export interface Decoding {
  push(event: ServerSentEvent): void
  /** Resolves when every event pushed so far was delivered or refused; `undefined` when that is so now. */
  settled(): Promise<void> | undefined
}

/** Shuts `gate` while a decoder is at work. */
export function createDecoding(
  decode: Decode | undefined,
  gate: Gate,
  deliver: (event: StreamEvent<string, unknown>) => void,
  refuse: (error: EventStreamError) => void,
): Decoding {
  if (!decode) {
    return { push: deliver, settled: () => undefined }
  }
  let line: Promise<void> | undefined

  function decoderOf(type: string): Decoder<unknown> | undefined {
    return typeof decode === 'object' ? (Object.hasOwn(decode, type) ? decode[type] : undefined) : decode
  }

  function complain(event: ServerSentEvent, cause: unknown): void {
    refuse(
      new EventStreamError(
        'invalid-data',
        `Cannot decode ${event.type} event ${event.lastEventId}: ${String(cause)}`,
        { event },
        { cause },
      ),
    )
  }

  /** A promise only when the decoder gave one. */
  function take(event: ServerSentEvent): Promise<void> | undefined {
    const decoder = decoderOf(event.type)
    if (!decoder) {
      deliver(event)
      return undefined
    }
    let data: unknown
    try {
      data = decoder(event)
    } catch (cause) {
      complain(event, cause)
      return undefined
    }
    if (isThenable(data)) {
      return data.then(
        (settled) => deliver(withData(event, settled)),
        (cause) => complain(event, cause),
      )
    }
    deliver(withData(event, data))
    return undefined
  }

  function follow(work: Promise<void>): void {
    const release = gate.hold()
    const tail = work.then(() => {
      release()
      if (line === tail) {
        line = undefined
      }
    })
    line = tail
  }

  return {
    push(event) {
      const work = line ? line.then(() => take(event)) : take(event)
      if (work) {
        follow(work)
      }
    },
    settled: () => line,
  }
}

function withData({ type, id, lastEventId }: ServerSentEvent, data: unknown): StreamEvent<string, unknown> {
  return { type, data, id, lastEventId }
}

function isThenable(data: unknown): data is Promise<unknown> {
  return typeof (data as Partial<Promise<unknown>> | undefined)?.then === 'function'
}
