// Who is signed in decides what is seen. Everything below the provider is theirs, and gone with them.
import { EventStreamProvider } from '@linefeed/react'
import { useCallback, useEffect, useState } from 'react'
import { listUsers, resumeSession, signIn, signOut, watchOtherTabs } from '../../dashboard/src/session.ts'
import type { Session, User } from '../../dashboard/src/session.ts'
import { reasonOf } from '../../dashboard/src/words.ts'
import { Dashboard } from './dashboard.tsx'
import { SignIn } from './sign-in.tsx'

export function App() {
  const [users, setUsers] = useState<readonly User[]>()
  const [session, setSession] = useState<Session>()
  const [note, setNote] = useState('')

  const leave = useCallback((why: string) => {
    setSession(undefined)
    setNote(why)
  }, [])
  const enter = (user: string): void => {
    signIn(user, leave).then(setSession, (error: unknown) => leave(reasonOf(error)))
  }

  useEffect(() => {
    Promise.all([listUsers(), resumeSession(leave)]).then(
      ([known, resumed]) => {
        setUsers(known)
        setSession(resumed)
      },
      (error: unknown) => setNote(`${reasonOf(error)}. Reload the page to try again.`),
    )
  }, [leave])
  useEffect(() => session && watchOtherTabs(session, leave), [session, leave])

  if (!users || !session) {
    return <SignIn users={users ?? []} note={note} onPick={enter} />
  }
  const onSignOut = (): void => {
    leave('')
    signOut().catch((error: unknown) => leave(reasonOf(error)))
  }
  return (
    <EventStreamProvider identity={session.user} headers={session.headers}>
      <Dashboard key={session.user} session={session} users={users} onSwitch={enter} onSignOut={onSignOut} />
    </EventStreamProvider>
  )
}
