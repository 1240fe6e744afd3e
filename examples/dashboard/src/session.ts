// The signed-in user: who it is, a token that works, and requests made with it. Knows the server's routes, nothing of pages.
import { bearer } from '@linefeed/client'
import { network } from './network.ts'

export interface User {
  readonly id: string
  readonly name: string
}

export interface Session {
  readonly user: string
  /** For the streams: a token that works, asked for before every attempt. */
  readonly headers: ReturnType<typeof bearer>
  /** The answer's JSON. @throws Error with the server's reason when it refuses. */
  get<Answer>(path: string): Promise<Answer>
  post(path: string, body?: object): Promise<void>
}

interface Grant {
  readonly user: string
  readonly token: string
}

/** Called when the session is over without having been asked to be. */
export type OnLost = (why: string) => void

// Not a secret: says whether to ask the server for a session, and tells other tabs who is signed in.
const marker = 'linefeed-dashboard-user'

export async function listUsers(): Promise<readonly User[]> {
  const { users } = await answer<{ users: User[] }>(await network.fetch('/users'))
  return users
}

export async function signIn(user: string, onLost: OnLost): Promise<Session> {
  const grant = await answer<Grant>(await send('/sign-in', { user }))
  localStorage.setItem(marker, user)
  return createSession(grant, onLost)
}

/** The session that the browser's cookie still holds, if it does. */
export async function resumeSession(onLost: OnLost): Promise<Session | undefined> {
  if (localStorage.getItem(marker) === null) {
    return undefined
  }
  const response = await send('/token')
  if (!response.ok) {
    localStorage.removeItem(marker)
    return undefined
  }
  return createSession(await answer<Grant>(response), onLost)
}

export async function signOut(): Promise<void> {
  localStorage.removeItem(marker)
  await send('/sign-out')
}

/** Calls `onLost` when another tab signs out, or in as somebody else: tabs share the cookie. The returned function ends that. */
export function watchOtherTabs({ user }: Session, onLost: OnLost): () => void {
  const listen = ({ key, newValue }: StorageEvent): void => {
    if (key === marker && newValue !== user) {
      onLost(newValue === null ? 'You signed out in another tab.' : 'Somebody else signed in in another tab.')
    }
  }
  window.addEventListener('storage', listen)
  return () => window.removeEventListener('storage', listen)
}

function createSession({ user, token }: Grant, onLost: OnLost): Session {
  let current = Promise.resolve(token)

  async function renew(signal?: AbortSignal): Promise<string> {
    const response = await send('/token', {}, {}, signal)
    if (response.status === 401) {
      onLost('Your session is over. Please sign in again.')
    }
    const fresh = await answer<Grant>(response)
    if (fresh.user !== user) {
      onLost('Somebody else signed in in another tab.')
      throw new Error(`Cannot renew the token: it must be ${user}'s, got ${fresh.user}'s`)
    }
    current = Promise.resolve(fresh.token)
    return fresh.token
  }

  async function request(path: string, body?: object): Promise<Response> {
    const ask = async (bearerToken: string): Promise<Response> =>
      await send(path, body, { authorization: `Bearer ${bearerToken}` }, undefined, body ? 'POST' : 'GET')
    const response = await ask(await current)
    return response.status === 401 ? await ask(await renew()) : response
  }

  return {
    user,
    headers: bearer(async ({ renew: isRefused, signal }) => await (isRefused ? renew(signal) : current)),
    get: async <Answer>(path: string) => await answer<Answer>(await request(path)),
    post: async (path, body = {}) => void (await answer(await request(path, body))),
  }
}

async function send(
  path: string,
  body: object | undefined = {},
  headers: Record<string, string> = {},
  signal: AbortSignal | null = null,
  method = 'POST',
): Promise<Response> {
  return await network.fetch(path, {
    method,
    signal,
    headers: { 'content-type': 'application/json', ...headers },
    ...(method === 'POST' && { body: JSON.stringify(body) }),
  })
}

/** The JSON our own server answers with, `T` by agreement. */
async function answer<T>(response: Response): Promise<T> {
  if (!response.ok) {
    const refusal = (await response.json().catch(() => undefined)) as { error?: { message?: string } } | undefined
    throw new Error(refusal?.error?.message ?? `The server answered ${response.status}`)
  }
  return (await response.json()) as T
}
