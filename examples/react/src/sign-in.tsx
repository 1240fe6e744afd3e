import type { User } from '../../dashboard/src/session.ts'

interface SignInProps {
  users: readonly User[]
  note: string
  onPick: (user: string) => void
}

export function SignIn({ users, note, onPick }: SignInProps) {
  return (
    <main className="sign-in">
      <h1>
        Linefeed <span>in React</span>
      </h1>
      <p>One event stream carries everything on the next page. Pick who you are.</p>
      <ul>
        {users.map(({ id, name }) => (
          <li key={id}>
            <button onClick={() => onPick(id)}>
              <span className="avatar" aria-hidden="true">
                {name.slice(0, 1)}
              </span>
              {name}
            </button>
          </li>
        ))}
      </ul>
      <p role="status">{note}</p>
    </main>
  )
}
