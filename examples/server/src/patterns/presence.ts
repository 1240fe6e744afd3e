// Who is in which room: whoever has a stream open there. A state, not a history: it is told whole, at the start and after every change.
// Knows the streams of this process, and what other processes say of theirs.
import type { Room } from '../../wire.ts'

export type OnPresence = (room: Room, users: readonly string[]) => void

/** Room → users, each once. */
export type RoomUsers = Readonly<Partial<Record<Room, readonly string[]>>>

export interface Presence {
  /** Puts one stream of `user` into `rooms` until the returned function is called; `onPresence` hears of them at once and after every change. */
  enter(user: string, rooms: readonly Room[], onPresence: OnPresence): () => void
  /** In alphabetical order, each once, however many streams they have. */
  usersIn(room: Room): readonly string[]
}

/** How presence travels between processes. */
export interface PresenceExchange {
  /** The users with streams here have changed. */
  onChange(): void
  /** Begins: `here` gives the users with streams here, `onElsewhere` takes what another process says; nothing when it is gone. */
  begin(here: () => RoomUsers, onElsewhere: (process: string, users: RoomUsers | undefined) => void): void
}

interface Visitor {
  readonly user: string
  readonly rooms: readonly Room[]
  readonly onPresence: OnPresence
}

export function createPresence(exchange?: PresenceExchange): Presence {
  const visitors = new Set<Visitor>()
  const elsewhere = new Map<string, RoomUsers>()
  const inRoom = (room: Room) => [...visitors].filter(({ rooms }) => rooms.includes(room))
  const usersHere = (room: Room) => new Set(inRoom(room).map(({ user }) => user))
  const usersIn = (room: Room) => {
    const others = [...elsewhere.values()].flatMap((users) => users[room] ?? [])
    return [...new Set([...usersHere(room), ...others])].toSorted()
  }

  /** Makes a change in `rooms` and tells those in them, where it is one: a second tab, here or elsewhere, is none. */
  function change(rooms: ReadonlySet<Room>, make: () => void, except?: Visitor): void {
    const before = new Map([...rooms].map((room) => [room, usersIn(room).join()]))
    make()
    for (const [room, was] of before) {
      const users = usersIn(room)
      if (users.join() !== was) {
        inRoom(room).forEach((visitor) => visitor !== except && visitor.onPresence(room, users))
      }
    }
  }

  exchange?.begin(
    () => Object.fromEntries([...new Set([...visitors].flatMap(({ rooms }) => rooms))].map(toEntry)),
    (process, users) => {
      const rooms = [elsewhere.get(process), users].flatMap((known) => Object.keys(known ?? {}) as Room[])
      change(new Set(rooms), () => {
        elsewhere.delete(process)
        if (users !== undefined) {
          elsewhere.set(process, users)
        }
      })
    },
  )

  function toEntry(room: Room): [Room, string[]] {
    return [room, [...usersHere(room)]]
  }

  return {
    usersIn,
    enter(user, rooms, onPresence) {
      const visitor: Visitor = { user, rooms, onPresence }
      change(new Set(rooms), () => visitors.add(visitor), visitor)
      exchange?.onChange()
      for (const room of rooms) {
        onPresence(room, usersIn(room))
      }
      return () => {
        change(new Set(rooms), () => visitors.delete(visitor))
        exchange?.onChange()
      }
    },
  }
}
