// The signed-in page: what this tab wants to hear of, and the panels that show it.
import { useMemo, useState } from 'react'
import { firstWanted } from '../../dashboard/src/my-events.ts'
import type { Session, User } from '../../dashboard/src/session.ts'
import { Answers } from './answers.tsx'
import { Chat } from './chat.tsx'
import { DashboardContext } from './context.ts'
import { Header } from './header.tsx'
import { Notifications } from './notifications.tsx'
import { Quotes } from './quotes.tsx'
import { Scores } from './scores.tsx'
import { Trouble } from './trouble.tsx'
import { useReconnectWhenWantedChanges } from './use-reconnect.ts'

interface DashboardProps {
  session: Session
  users: readonly User[]
  onSwitch: (user: string) => void
  onSignOut: () => void
}

export function Dashboard({ session, users, onSwitch, onSignOut }: DashboardProps) {
  const [wanted, want] = useState(firstWanted)
  const shared = useMemo(() => ({ session, users, wanted, want }), [session, users, wanted])
  return (
    <DashboardContext value={shared}>
      <Header onSwitch={onSwitch} onSignOut={onSignOut} />
      <Panels />
    </DashboardContext>
  )
}

function Panels() {
  useReconnectWhenWantedChanges()
  return (
    <main className="panels">
      <Quotes />
      <Notifications />
      <Chat />
      <Answers />
      <Scores />
      <Trouble />
    </main>
  )
}
