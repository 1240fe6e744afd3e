// The page: who is signed in decides which of its two views is shown.
import { showBoard } from './board.ts'
import { create, element } from './element.ts'
import { reasonOf } from './reason.ts'
import { listUsers, resumeSession, signIn, signOut, type Session, type User } from './session.ts'

// Per tab: a reload stays signed in, a new tab asks who you are.
const signedInKey = 'linefeed-signed-in'
const note = element('sign-in-note', HTMLElement)
let leaveBoard = () => {}

try {
  const users = await listUsers()
  showUsers(users)
  const resumed = sessionStorage.getItem(signedInKey) ? await resumeSession(leave) : undefined
  if (resumed) {
    enter(resumed, users)
  } else {
    leave('')
  }
} catch (error) {
  leave(`${reasonOf(error)}. Reload the page to try again.`)
}

function showUsers(users: readonly User[]): void {
  element('users', HTMLElement).replaceChildren(
    ...users.map(({ id, name }) => {
      const button = create('button', 'user', create('span', 'avatar', name.slice(0, 1)), name)
      button.type = 'button'
      button.addEventListener('click', () => {
        signIn(id, leave).then(
          (session) => enter(session, users),
          (error: unknown) => leave(reasonOf(error)),
        )
      })
      return button
    }),
  )
  element('sign-out', HTMLButtonElement).addEventListener('click', () => {
    leave('')
    signOut().catch((error: unknown) => leave(reasonOf(error)))
  })
}

function enter(session: Session, users: readonly User[]): void {
  sessionStorage.setItem(signedInKey, 'yes')
  element('user-name', HTMLElement).textContent = users.find(({ id }) => id === session.user)?.name ?? session.user
  show('board')
  leaveBoard()
  leaveBoard = showBoard(session, users)
}

function leave(why: string): void {
  sessionStorage.removeItem(signedInKey)
  leaveBoard()
  leaveBoard = () => {}
  note.textContent = why
  show('sign-in')
}

function show(view: 'board' | 'sign-in'): void {
  element('board', HTMLElement).hidden = view !== 'board'
  element('who', HTMLElement).hidden = view !== 'board'
  element('sign-in', HTMLElement).hidden = view !== 'sign-in'
}
