import { expect, test } from 'vitest'
import { createRevocations } from '../src/sign-in/revocations.ts'
import { createTokens } from '../src/sign-in/tokens.ts'
import { postJson, signIn, startTestServer } from './support/test-server.ts'

async function refusal(response: Response): Promise<unknown> {
  const { error } = (await response.json()) as { error: { code: string } }
  return [response.status, error.code]
}

test('sign-in: answers with a token and a session cookie no script and no other site can use', async () => {
  await using server = await startTestServer({ TOKEN_TTL_SECONDS: '120' })
  const response = await postJson(`${server.url}/sign-in`, { user: 'alice' })
  expect(await response.json()).toEqual({ user: 'alice', token: expect.any(String), expiresInSeconds: 120 })
  expect(response.headers.get('set-cookie')).toMatch(
    /^session=.+; Max-Age=28800; Path=\/; .*HttpOnly; SameSite=Strict$/,
  )
})

test.each([
  [{ user: 'mallory' }, [403, 'unknown-user']],
  [{ user: 7 }, [400, 'invalid-input']],
  [{}, [400, 'invalid-input']],
  [{ user: 'alice', admin: true }, [400, 'invalid-input']],
])('sign-in: %j is refused', async (body, expected) => {
  await using server = await startTestServer()
  expect(await refusal(await postJson(`${server.url}/sign-in`, body))).toEqual(expected)
})

test('sign-in: a body that is not JSON is refused', async () => {
  await using server = await startTestServer()
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${server.url}/sign-in`, { method: 'POST', body: '{', headers })
  expect(await refusal(response)).toEqual([400, 'entity-parse-failed'])
})

test('token: the cookie buys a fresh one, for its own user', async () => {
  await using server = await startTestServer()
  const { cookie } = await signIn(server.url, 'mei')
  const response = await postJson(`${server.url}/token`, {}, { cookie })
  const { user, token } = (await response.json()) as { user: string; token: string }
  expect(user).toBe('mei')
  const authorization = `Bearer ${token}`
  expect((await postJson(`${server.url}/users/bob/notify`, { text: 'hi' }, { authorization })).status).toBe(201)
})

test('token: without a session there is none', async () => {
  await using server = await startTestServer()
  expect(await refusal(await postJson(`${server.url}/token`, {}))).toEqual([401, 'token-missing'])
})

test('sign-out: takes the cookie back', async () => {
  await using server = await startTestServer()
  const response = await postJson(`${server.url}/sign-out`, {})
  expect([response.status, response.headers.get('set-cookie')]).toEqual([
    204,
    expect.stringContaining('session=; Path=/; Expires=Thu, 01 Jan 1970'),
  ])
})

test('credentials: neither kind passes for the other, and a bad token is not rescued by a good cookie', async () => {
  await using server = await startTestServer()
  const { token, cookie } = await signIn(server.url, 'alice')
  const session = cookie.slice('session='.length)
  const ask = async (method: string, headers: Record<string, string>) =>
    await refusal(await fetch(`${server.url}/me/events`, { method, headers }))
  expect(await ask('POST', {})).toEqual([401, 'token-missing'])
  expect(await ask('POST', { cookie })).toEqual([401, 'token-missing'])
  expect(await ask('POST', { authorization: `Bearer ${session}` })).toEqual([401, 'token-invalid'])
  expect(await ask('POST', { authorization: `Basic ${token}` })).toEqual([401, 'token-missing'])
  expect(await ask('GET', {})).toEqual([401, 'token-missing'])
  expect(await ask('GET', { cookie: `session=${token}` })).toEqual([401, 'token-invalid'])
  expect(await ask('GET', { cookie, authorization: 'Bearer nonsense' })).toEqual([401, 'token-invalid'])
})

test('tokens: one signed by somebody else is invalid, one past its time has expired', async () => {
  const ttl = { api: 60, session: 60 }
  const revocations = createRevocations()
  const ours = createTokens({ secret: new Uint8Array(32).fill(1), revocations, ttl })
  const theirs = createTokens({ secret: new Uint8Array(32).fill(2), revocations, ttl })
  const past = createTokens({ secret: new Uint8Array(32).fill(1), revocations, ttl: { api: -1, session: 60 } })
  await expect(ours.verify(await theirs.issue('alice', 'api'), 'api')).rejects.toMatchObject({ code: 'token-invalid' })
  await expect(ours.verify(await past.issue('alice', 'api'), 'api')).rejects.toMatchObject({
    status: 401,
    code: 'token-expired',
  })
  expect(await ours.verify(await ours.issue('alice', 'api'), 'api')).toBe('alice')
})

test('tokens: a revocation hits what was issued before and spares what is issued after, even in one millisecond', async () => {
  const tokens = createTokens({
    secret: new Uint8Array(32).fill(1),
    revocations: createRevocations(),
    ttl: { api: 60, session: 60 },
  })
  for (let round = 0; round < 5; round += 1) {
    const [before, session, other] = [
      await tokens.issue('alice', 'api'),
      await tokens.issue('alice', 'session'),
      await tokens.issue('bob', 'api'),
    ]
    await tokens.revoke('alice')
    const after = await tokens.issue('alice', 'api')
    await expect(tokens.verify(before, 'api')).rejects.toMatchObject({ code: 'token-expired' })
    expect(await tokens.verify(after, 'api')).toBe('alice')
    expect(await tokens.verify(session, 'session')).toBe('alice')
    expect(await tokens.verify(other, 'api')).toBe('bob')
  }
})
