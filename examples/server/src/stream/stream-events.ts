// One stream request → that user's events on the wire, from the position the client sends, until it leaves.
import type { Request, Response } from 'express'
import { createEventBuffer, createSession } from 'better-sse'
import type { EventLog } from '../log/event-log.ts'
import { follow, type Followed } from '../log/follow.ts'
import { lastEventIdOf } from './last-event-id.ts'
import type { OpenStreams } from './open-streams.ts'
import { ResponseConnection } from './response-connection.ts'

export interface StreamEventsOptions {
  log: EventLog
  streams: OpenStreams
  /** Milliseconds between two heartbeat comments. */
  heartbeat: number
}

/** Resolves when the client is gone and everything it held has been let go of. */
export async function streamEvents(
  req: Request,
  res: Response,
  user: string,
  { log, streams, heartbeat }: StreamEventsOptions,
): Promise<void> {
  // It may have left while its token was being checked; nothing would tell us again.
  if (res.destroyed) {
    return
  }
  const connection = new ResponseConnection(req, res)
  const lastEventId = lastEventIdOf(req)
  let onHalfSent: (() => void) | undefined
  const unlist = streams.add({
    user,
    breakNext: (then) => (onHalfSent = then),
    end: () => connection.end(),
    destroy: () => connection.destroy(),
  })
  try {
    // The retry delay is the client's own business; the position is read below, as UTF-8.
    await createSession(connection, { retry: null, keepAlive: heartbeat, trustClientEventId: false })
    connection.sendChunk(wire('welcome', { user, resumedFrom: lastEventId, process: process.pid }))
    const signal = connection.closed
    for await (const followed of follow(log, user, lastEventId, { signal, onOverflow: () => connection.destroy() })) {
      if (signal.aborted) {
        return
      }
      const text = toWire(followed)
      if (onHalfSent) {
        connection.sendHalf(text, onHalfSent)
        return
      }
      connection.sendChunk(text)
      await connection.drained()
    }
  } catch (error) {
    // The head is sent, so a status cannot say it any more. The client resumes where it was.
    console.error(error)
    connection.destroy()
  } finally {
    unlist()
  }
}

function toWire(followed: Followed): string {
  if (followed.kind === 'gap') {
    const { oldest } = followed
    return wire('gap', { oldest: oldest === undefined ? null : { id: oldest.id, seq: oldest.seq } })
  }
  const { type, data, seq, id } = followed.event
  return wire(type, { seq, ...data }, id)
}

/** Without `id` the client's position stays where it is. */
function wire(type: string, data: unknown, id?: string): string {
  const buffer = createEventBuffer().event(type)
  return (id === undefined ? buffer : buffer.id(id)).data(data).dispatch().read()
}
