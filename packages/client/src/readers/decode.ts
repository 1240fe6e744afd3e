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
    try {
      const decoder = typeof decode === 'function' ? decode : Object.hasOwn(decode, event.type) && decode[event.type]
      const data = decoder ? decoder(event) : event.data
      if (isThenable(data)) {
        return data.then(
          (settled) => deliver(withData(event, settled)),
          (cause) => complain(event, cause),
        )
      }
      deliver(withData(event, data))
    } catch (cause) {
      complain(event, cause)
    }
    return undefined
  }

  return {
    push(event) {
      // Only those that wait may come too late: an attempt that was stopped pushes nothing more.
      const work = line ? line.then(() => (isOver() ? undefined : take(event))) : take(event)
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

/** Spelt out: engines take several times as long for a spread, and this runs for every event. */
function withData({ type, id, lastEventId }: ServerSentEvent, data: unknown): StreamEvent<string, unknown> {
  return { type, data, id, lastEventId }
}

function isThenable(data: unknown): data is Promise<unknown> {
  return typeof (data as Partial<Promise<unknown>> | undefined)?.then === 'function'
}
