// Being in a room is part of the stream's request: joining and leaving keep the position.
import { useState } from 'react'
import { rooms, type Room } from '../../server/wire.ts'
import { ChatRoom } from './chat-room.tsx'
import { useDashboard } from './context.ts'

export function Chat() {
  const { wanted, want } = useDashboard()
  const [room, setRoom] = useState<Room>(rooms[0])
  const isIn = wanted.rooms.includes(room)
  const toggle = (): void =>
    want((before) => ({
      ...before,
      rooms: rooms.filter((known) => (known === room) !== before.rooms.includes(known)),
    }))
  return (
    <section className="panel chat" aria-labelledby="chat">
      <div className="head">
        <h2 id="chat">Chat</h2>
        <span className="segments" role="group" aria-label="Room">
          {rooms.map((known) => (
            <button key={known} aria-pressed={known === room} onClick={() => setRoom(known)}>
              {known}
            </button>
          ))}
        </span>
      </div>
      {isIn ? (
        <ChatRoom key={room} room={room} onLeave={toggle} />
      ) : (
        <div className="empty">
          <p>You are not in {room}.</p>
          <button onClick={toggle}>Join {room}</button>
        </div>
      )}
    </section>
  )
}
