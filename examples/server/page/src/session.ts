// The signed-in user: who it is, a token that works, and requests made with it. Knows the server's routes, no DOM.

interface Grant {
  readonly user: string
  readonly token: string
  readonly expiresInSeconds: number
}

export interface User {
  readonly id: string
  readonly name: string
}

// Renewed this long before its end, so that it does not expire on its way.
const margin = 5_000

export interface Session {
  readonly user: string
  /** The token in use, or another one when that one was refused or is about to expire. */
  token(context: { renew: boolean; signal?: AbortSignal }): Promise<string>
  /** The answer's JSON. @throws Error with the server's reason when it refuses. */
  post(path: string, body?: object): Promise<unknown>
}

/** Called when the session is over: signed out, expired, or another user's by now. */
export type OnLost = (why: string) => void

export async function listUsers(): Promise<readonly User[]> {
  const { users } = await answer<{ users: User[] }>(await fetch('/users'))
  return users
}

export async function signIn(user: string, onLost: OnLost): Promise<Session> {
  return createSession(await answer<Grant>(await postJson('/sign-in', { user })), onLost)
}

/** The session the cookie still holds, if it does. */
export async function resumeSession(onLost: OnLost): Promise<Session | undefined> {
  const response = await postJson('/token')
  return response.ok ? createSession(await answer<Grant>(response), onLost) : undefined
}

export async function signOut(): Promise<void> {
  await postJson('/sign-out')
}

function createSession({ user, token, expiresInSeconds }: Grant, onLost: OnLost): Session {
  let current = { token, renewAt: Date.now() + expiresInSeconds * 1000 - margin }

  async function renew(signal?: AbortSignal): Promise<void> {
    const response = await postJson('/token', {}, {}, signal)
    if (response.status === 401) {
      onLost('Your session is over. Please sign in again.')
    }
    const fresh = await answer<Grant>(response)
    if (fresh.user !== user) {
      // Browsers share cookies between tabs: this token is somebody else's and so would be the events.
      onLost(`This browser is signed in as ${fresh.user} by now. Use a private window for a second user.`)
      throw new Error(`Cannot renew the token: it must be ${user}'s, got ${fresh.user}'s`)
    }
    current = { token: fresh.token, renewAt: Date.now() + fresh.expiresInSeconds * 1000 - margin }
  }

  const session: Session = {
    user,
    async token({ renew: refused, signal }) {
      if (refused || Date.now() >= current.renewAt) {
        await renew(signal)
      }
      return current.token
    },
    async post(path, body = {}) {
      const ask = async (refused: boolean) => {
        const authorization = `Bearer ${await session.token({ renew: refused })}`
        return await postJson(path, body, { authorization })
      }
      const response = await ask(false)
      return await answer(response.status === 401 ? await ask(true) : response)
    },
  }
  return session
}

async function postJson(
  path: string,
  body: object = {},
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<Response> {
  return await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: signal ?? null,
  })
}

/** The JSON our own server answers with, `T` by agreement. */
async function answer<T>(response: Response): Promise<T> {
  if (!response.ok) {
    const refusal = (await response.json().catch(() => undefined)) as { error?: { message?: string } } | undefined
    throw new Error(refusal?.error?.message ?? `Cannot go on: the server answered ${response.status}`)
  }
  return (await response.json()) as T
}
