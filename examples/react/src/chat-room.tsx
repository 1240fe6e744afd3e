// The stream brings what is said from now on; what was said before is fetched, and each message shown once.
import { useEffect, useMemo, useState } from 'react'
import { mergeById, type Said } from '../../dashboard/src/desk.ts'
import type { Room } from '../../server/wire.ts'
import { useDashboard, useNameOf } from './context.ts'
import { Messages } from './messages.tsx'
import { TextForm } from './text-form.tsx'
import { useMyEvents } from './use-my-events.ts'

export function ChatRoom({ room, onLeave }: { room: Room; onLeave: () => void }) {
  const { session } = useDashboard()
  const nameOf = useNameOf()
  const { data: streamed } = useMyEvents((desk) => desk.said)
  const { data: present = [] } = useMyEvents((desk) => desk.present[room])
  const earlier = useEarlier(room)
  const messages = useMemo(
    () =>
      mergeById(
        earlier,
        streamed.filter((said) => said.room === room),
      ),
    [earlier, streamed, room],
  )
  return (
    <>
      <p className="present">
        <span>{present.map(nameOf).join(', ')}</span>
        <button className="quiet" onClick={onLeave}>
          Leave
        </button>
      </p>
      <Messages messages={messages} />
      <TextForm
        label="Message"
        button="Say"
        onText={async (text) => await session.post(`/rooms/${room}/messages`, { text })}
      />
    </>
  )
}

function useEarlier(room: Room): readonly Said[] {
  const { session } = useDashboard()
  const [earlier, setEarlier] = useState<readonly Said[]>([])
  useEffect(() => {
    session.get<{ messages: Said[] }>(`/rooms/${room}/messages`).then(
      ({ messages }) => setEarlier(messages),
      (error: unknown) => console.warn('The stream alone tells of this room:', error),
    )
  }, [session, room])
  return earlier
}
