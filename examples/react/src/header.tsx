import { Badge } from './badge.tsx'
import { useDashboard } from './context.ts'

interface HeaderProps {
  onSwitch: (user: string) => void
  onSignOut: () => void
}

export function Header({ onSwitch, onSignOut }: HeaderProps) {
  const { session, users } = useDashboard()
  return (
    <header className="top">
      <h1>
        Linefeed <span>in React</span>
      </h1>
      <Badge />
      <select aria-label="Signed in as" value={session.user} onChange={({ target }) => onSwitch(target.value)}>
        {users.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <button className="quiet" onClick={onSignOut}>
        Sign out
      </button>
    </header>
  )
}
