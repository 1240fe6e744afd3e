// Chat rooms: a message is one event for everybody in the room. Joining and leaving are requests of the stream: it says which rooms it is in.
import { Router } from 'express'
import { rooms, type Room } from '../../wire.ts'
import { HttpError, parseBody } from '../http-error.ts'
import type { EventLog, StoredEvent } from '../log/event-log.ts'
import type { Authenticate } from '../sign-in/authenticate.ts'
import { ofRoom } from '../topics.ts'
import { textBody } from './notify.ts'
import type { Presence } from './presence.ts'

const mostListed = 50

export interface ChatOptions {
  log: EventLog
  presence: Presence
  authenticate: Authenticate
}

export function chatRoutes({ log, presence, authenticate }: ChatOptions): Router {
  const router = Router()

  router.get('/rooms', async (req, res) => {
    await authenticate.byEither(req)
    res.json({ rooms: rooms.map((room) => ({ room, users: presence.usersIn(room) })) })
  })

  router.post('/rooms/:room/messages', async (req, res) => {
    const from = await authenticate.byBearer(req)
    const { text } = parseBody(textBody, req.body)
    const room = knownRoom(req.params.room)
    const data = { room, from, text, sentAt: new Date().toISOString() }
    const { id, seq } = await log.append({ topic: ofRoom(room), type: 'message', data })
    res.status(201).json({ id, seq })
  })

  /** For who joins with a position: the stream brings what is said after it, not what was said before. */
  router.get('/rooms/:room/messages', async (req, res) => {
    await authenticate.byEither(req)
    const messages = await newestOf(log, ofRoom(knownRoom(req.params.room)))
    res.set('cache-control', 'no-store').json({ messages: messages.map(toMessage) })
  })

  return router
}

/** The event's data as on the stream, and its ID: what a page holds against doubling. */
function toMessage({ id, seq, data }: StoredEvent) {
  return { id, seq, ...data }
}

function knownRoom(name: string): Room {
  const room = rooms.find((known) => known === name)
  if (room === undefined) {
    throw new HttpError(404, 'unknown-room', `Cannot enter: there is no room ${JSON.stringify(name)}`)
  }
  return room
}

async function newestOf(log: EventLog, topic: string): Promise<readonly StoredEvent[]> {
  let newest: StoredEvent[] = []
  for (let position = '', isLast = false; !isLast;) {
    const page = await log.readAfter(position)
    newest = [...newest, ...page.events.filter((event) => event.topic === topic)].slice(-mostListed)
    position = page.events.at(-1)?.id ?? position
    isLast = page.isLast
  }
  return newest
}
