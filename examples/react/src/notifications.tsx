// What others say to this user, this tab, their followers and everyone.
import { useState } from 'react'
import type { Note } from '../../dashboard/src/desk.ts'
import { clockTime, noteKinds } from '../../dashboard/src/words.ts'
import { useNameOf } from './context.ts'
import { SendNote } from './send-note.tsx'
import { useMyEvents } from './use-my-events.ts'

export function Notifications() {
  const [openedAt] = useState(() => Date.now())
  const [fresh, setFresh] = useState(0)
  const { data: notes } = useMyEvents((desk) => desk.notes, {
    onEvent({ type, data }) {
      if (type === 'notification' && Date.parse(data.sentAt) > openedAt) {
        setFresh((count) => count + 1)
      }
    },
  })
  return (
    <section className="panel notifications" aria-labelledby="notifications">
      <div className="head">
        <h2 id="notifications">Notifications</h2>
        <span role="status">{fresh > 0 && `${fresh} new`}</span>
      </div>
      <SendNote />
      <ul className="notes" tabIndex={0} aria-label="Latest notifications">
        {notes.map((note) => (
          <NoteRow key={note.id} note={note} />
        ))}
        {notes.length === 0 && <li className="empty">Nothing yet. Send somebody a few words.</li>}
      </ul>
    </section>
  )
}

function NoteRow({ note }: { note: Note }) {
  const nameOf = useNameOf()
  return (
    <li>
      <p>{note.text}</p>
      <small>
        {nameOf(note.from)} {noteKinds[note.kind]} <time dateTime={note.sentAt}>{clockTime(note.sentAt)}</time>
      </small>
    </li>
  )
}
