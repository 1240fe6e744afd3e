// Who is in which room, between processes: each says the whole of its own by publish/subscribe, after changes and every few seconds,
// and is forgotten when it falls silent. Nothing is kept in Redis: what a killed process said goes by itself.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { rooms } from '../../wire.ts'
import { waitBefore, type Redis } from '../redis/connect.ts'
import { coalesce, every, type Schedule } from '../schedule.ts'
import type { PresenceExchange, RoomUsers } from './presence.ts'

/** Milliseconds between two messages of a process in whose rooms nothing changes. */
const interval = 5_000
/** Milliseconds without one after which it counts as gone. */
const patience = 15_000
/** Milliseconds between two messages, however much changes. */
const shortest = 100

const message = z.object({
  process: z.string(),
  /** Missing when the process is going. */
  users: z.partialRecord(z.enum(rooms), z.array(z.string())).optional(),
  /** Asks the others to say theirs. */
  isNew: z.boolean(),
})

/** @throws when Redis is not there. */
export async function openPresenceExchange(
  redis: Redis,
  prefix: string,
  schedule: Schedule,
): Promise<PresenceExchange & { close(): Promise<void> }> {
  const process = randomUUID()
  const channel = `${prefix}:presence`
  const forget = new Map<string, () => void>()
  let here = (): RoomUsers => ({})
  let onElsewhere = (_process: string, _users: RoomUsers | undefined): void => {}

  async function say(users: RoomUsers | undefined, isNew = false): Promise<void> {
    // What is not heard now is said again soon.
    await redis.publish(channel, JSON.stringify({ process, users, isNew })).catch(() => {})
  }
  const news = coalesce(shortest, schedule, () => void say(here()))

  function hear(text: string): void {
    const said = message.parse(JSON.parse(text))
    if (said.process === process) {
      return
    }
    forget.get(said.process)?.()
    const gone = () => onElsewhere(said.process, undefined)
    if (said.users === undefined) {
      forget.delete(said.process)
      gone()
      return
    }
    forget.set(said.process, schedule(patience, gone))
    onElsewhere(said.process, said.users)
    if (said.isNew) {
      news.offer()
    }
  }

  // A connection that listens can do nothing else.
  const own = redis.duplicate({
    disableOfflineQueue: false,
    socket: { ...redis.options.socket, reconnectStrategy: waitBefore },
  })
  own.on('error', () => {})
  await own.connect()
  await own.subscribe(channel, hear)
  const stop = every(interval, schedule, () => news.offer())

  return {
    onChange: () => news.offer(),
    begin(usersHere, onSaid) {
      here = usersHere
      onElsewhere = onSaid
      void say(here(), true)
    },
    async close() {
      stop()
      news.close()
      forget.forEach((cancel) => cancel())
      await say(undefined)
      own.destroy()
    },
  }
}
