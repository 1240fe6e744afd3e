// One request → a response that sends events, is listed among the open streams, and breaks on request.
// Knows what a whole event is, nothing of what it says.
import type { Request, Response } from 'express'
import { createEventBuffer, createSession } from 'better-sse'
import type { OpenStream, OpenStreams } from './open-streams.ts'
import { ResponseConnection } from './response-connection.ts'

export interface EventResponse {
  /** Aborts once the connection is gone, whoever ended it. */
  readonly closed: AbortSignal
  /** Sends `text` when the client has taken what was sent before. `false` when nothing more will be sent. */
  send(text: string): Promise<boolean>
  /** Sends `text` whatever the client has taken: for what is small and rare. */
  sendAtOnce(text: string): void
  end(): void
  destroy(): void
  /** Takes it off the list of open streams. */
  release(): void
}

/** `undefined` when the client has left already: it may while its token is being checked, and nothing would tell us again. */
export async function openEventResponse(
  req: Request,
  res: Response,
  streams: OpenStreams,
  whose: Pick<OpenStream, 'user' | 'client' | 'kind'>,
): Promise<EventResponse | undefined> {
  if (res.destroyed) {
    return undefined
  }
  const connection = new ResponseConnection(req, res)
  let onHalfSent: (() => void) | undefined
  const unlist = streams.add({
    ...whose,
    breakNext: (then) => (onHalfSent = then),
    end: () => connection.end(),
    destroy: () => connection.destroy(),
  })
  // The retry delay is the client's own business, the heartbeat ours: it carries the position.
  await createSession(connection, { retry: null, keepAlive: null, trustClientEventId: false })
  return {
    closed: connection.closed,
    async send(text) {
      if (onHalfSent) {
        connection.sendHalf(text, onHalfSent)
        return false
      }
      connection.sendChunk(text)
      await connection.drained()
      return !connection.closed.aborted
    },
    sendAtOnce: connection.sendChunk,
    end: () => connection.end(),
    destroy: () => connection.destroy(),
    release: unlist,
  }
}

/** One event as text: `data` as it is when it is text, as JSON otherwise. Without `id` the client's position stays where it is. */
export function toWire(type: string | undefined, data: unknown, id?: string): string {
  const buffer = createEventBuffer({
    serializer: (value) => (typeof value === 'string' ? value : JSON.stringify(value)),
  })
  if (type !== undefined) {
    buffer.event(type)
  }
  if (id !== undefined) {
    buffer.id(id)
  }
  return buffer.data(data).dispatch().read()
}
