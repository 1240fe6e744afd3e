// Events as text → events as the caller wants their data, in order, however long each takes.
import type { ServerSentEvent } from '@linefeed/parser'
import { EventStreamError, textOf } from '../errors.ts'
import type { Decode, StreamEvent } from './events.ts'

/** A line of events being decoded. */
export interface Decoding {
  push(event: ServerSentEvent): void
  /** Resolves when every event pushed so far was delivered or refused; `undefined` when that is so now. */
  settled(): Promise<void> | undefined
}

export function createDecoding(
  decode: Decode | undefined,
  deliver: (event: StreamEvent<string, unknown>) => void,
  refuse: (error: EventStreamError) => void,
  isOver: () => boolean,
): Decoding {
  if (!decode) {
    return { push: deliver, settled: () => undefined }
  }
  let line: Promise<void> | undefined

  function complain(event: ServerSentEvent, cause: unknown): void {
    if (!isOver()) {
      const name = `${event.type} event ${event.lastEventId}`.trimEnd()
      refuse(new EventStreamError('invalid-data', `Cannot decode ${name}: ${textOf(cause)}`, { event }, { cause }))
    }
  }

  /** A promise only when the decoder gave one. */
  const take = (event: ServerSentEvent): Promise<void> | undefined => {
    if (isOver()) {
      return undefined
    }
    try {
      const decoder = typeof decode === 'function' ? decode : Object.hasOwn(decode, event.type) && decode[event.type]
      const data = decoder ? decoder(event) : event.data
      if (isThenable(data)) {
        return data.then(
          (settled) => deliver({ ...event, data: settled }),
          (cause) => complain(event, cause),
        )
      }
      deliver({ ...event, data })
    } catch (cause) {
      complain(event, cause)
    }
    return undefined
  }

  return {
    push(event) {
      const work = line ? line.then(() => take(event)) : take(event)
      const tail = work?.then(() => {
        if (line === tail) {
          line = undefined
        }
      })
      line = tail
    },
    settled: () => line,
  }
}

function isThenable(data: unknown): data is Promise<unknown> {
  return typeof (data as Partial<Promise<unknown>> | undefined)?.then === 'function'
}
