// Who is signed in, and what they see.
import { EventStreamProvider } from '@linefeed/react'
import { useState } from 'react'
import { Answer } from './answer.tsx'
import { Notices } from './notices.tsx'
import { Quotes } from './quotes.tsx'

export function App() {
  const [user, setUser] = useState<string | null>('ada')
  return (
    <EventStreamProvider identity={user} headers={user === null ? undefined : { authorization: `Bearer ${user}` }}>
      <p>
        {user === null ? 'Signed out' : `Signed in as ${user}`} <button onClick={() => setUser('ada')}>Ada</button>{' '}
        <button onClick={() => setUser('bob')}>Bob</button> <button onClick={() => setUser(null)}>Sign out</button>
      </p>
      <Quotes />
      {user !== null && <Notices />}
      <Answer />
    </EventStreamProvider>
  )
}
