// Who is in which room: whoever has a stream open there. A state, not a history: it is told whole, at the start and after every change.
// Knows the streams of this process alone.
import type { Room } from '../../wire.ts'

export type OnPresence = (room: Room, users: readonly string[]) => void

export interface Presence {
  /** Puts one stream of `user` into `rooms` until the returned function is called; `onPresence` hears of them at once and after every change. */
  enter(user: string, rooms: readonly Room[], onPresence: OnPresence): () => void
  /** In alphabetical order, each once, however many streams they have. */
  usersIn(room: Room): readonly string[]
}

interface Visitor {
  readonly user: string
  readonly rooms: readonly Room[]
  readonly onPresence: OnPresence
}

export function createPresence(): Presence {
  const visitors = new Set<Visitor>()
  const inRoom = (room: Room) => [...visitors].filter(({ rooms }) => rooms.includes(room))
  const usersIn = (room: Room) => [...new Set(inRoom(room).map(({ user }) => user))].toSorted()

  function announce(room: Room, except?: Visitor): void {
    const users = usersIn(room)
    for (const visitor of inRoom(room)) {
      if (visitor !== except) {
        visitor.onPresence(room, users)
      }
    }
  }

  return {
    usersIn,
    enter(user, rooms, onPresence) {
      const visitor: Visitor = { user, rooms, onPresence }
      const news = rooms.filter((room) => !usersIn(room).includes(user))
      visitors.add(visitor)
      for (const room of rooms) {
        onPresence(room, usersIn(room))
      }
      // A second tab changes nothing for the others.
      news.forEach((room) => announce(room, visitor))
      return () => {
        visitors.delete(visitor)
        rooms.filter((room) => !usersIn(room).includes(user)).forEach((room) => announce(room))
      }
    },
  }
}
