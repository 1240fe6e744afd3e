// A token source for `bearer()`: a terminal has no cookie, so it signs in again when its token is refused.

export function createTokenSource(url: string, user: string): (context: { renew: boolean }) => Promise<string> {
  let token: Promise<string> | undefined
  return async ({ renew }) => {
    if (renew) {
      token = undefined
    }
    token ??= signIn(url, user)
    try {
      return await token
    } catch (error) {
      // The next attempt asks again.
      token = undefined
      throw error
    }
  }
}

async function signIn(url: string, user: string): Promise<string> {
  const response = await fetch(`${url}/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user }),
  })
  if (!response.ok) {
    throw new Error(`Cannot sign in as ${user}: the server must agree, got ${response.status}`)
  }
  return ((await response.json()) as { token: string }).token
}
