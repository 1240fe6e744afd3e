// One stream request → everything addressed to that client on the wire, from the position it sends, until it leaves.
import type { Request, Response } from 'express'
import type { WireEvents } from '../../wire.ts'
import type { EventLog } from '../log/event-log.ts'
import type { FanOut } from '../log/fan-out.ts'
import { follow, type Followed } from '../log/follow.ts'
import type { Presence } from '../patterns/presence.ts'
import { narrowToSymbols } from '../patterns/quotes.ts'
import type { User } from '../sign-in/users.ts'
import { latestOnly, topicsOf } from '../topics.ts'
import { openEventResponse, toWire } from './event-response.ts'
import { lastEventIdOf } from './last-event-id.ts'
import type { OpenStreams } from './open-streams.ts'
import type { Subscription } from './subscription.ts'

export interface StreamEventsOptions {
  log: EventLog
  fanOut: FanOut
  streams: OpenStreams
  presence: Presence
  /** Milliseconds between two heartbeats. */
  heartbeat: number
}

/** Resolves when the client is gone and everything it held has been let go of. */
export async function streamEvents(
  req: Request,
  res: Response,
  user: User,
  subscription: Subscription,
  { log, fanOut, streams, presence, heartbeat }: StreamEventsOptions,
): Promise<void> {
  const { client, symbols, rooms } = subscription
  const response = await openEventResponse(req, res, streams, { user: user.id, client, kind: 'events' })
  if (response === undefined) {
    return
  }
  const tell = <Type extends keyof WireEvents>(type: Type, data: WireEvents[Type]) =>
    response.sendAtOnce(toWire(type, data))
  const lastEventId = lastEventIdOf(req)
  const resumedFrom = lastEventId
  tell('welcome', { user: user.id, client: client ?? null, resumedFrom, process: process.pid, symbols, rooms })
  const leaveRooms = presence.enter(user.id, rooms, (room, users) => tell('presence', { room, users }))
  try {
    const options = {
      topics: topicsOf(user, subscription),
      narrow: narrowToSymbols(symbols),
      latestOnly,
      signal: response.closed,
      heartbeat,
      onOverflow: response.destroy,
    }
    for await (const followed of follow(log, fanOut, lastEventId, options)) {
      if (response.closed.aborted || !(await response.send(show(followed)))) {
        return
      }
    }
  } catch (error) {
    // The head is sent, so a status cannot say it any more. The client resumes where it was.
    console.error(error)
    response.destroy()
  } finally {
    leaveRooms()
    response.release()
  }
}

function show(followed: Followed): string {
  if (followed.kind === 'gap') {
    const { oldest } = followed
    return toWire('gap', { oldest: oldest === undefined ? null : { id: oldest.id, seq: oldest.seq } })
  }
  if (followed.kind === 'quiet') {
    // A block without data is no event. Its ID moves the position all the same (`#event-stream-interpretation`), so that
    // a client whose topics are quiet does not resume from a position that was trimmed long ago.
    return followed.position === undefined ? ':\n\n' : `:\nid:${followed.position}\n\n`
  }
  const { type, data, seq, id } = followed.event
  return toWire(type, { seq, ...data }, id)
}
