import { expect, test } from 'vitest'
import type { ChatMessage, Presence } from '../../wire.ts'
import { signIn, startTestServer } from '../support/test-server.ts'

const parse = <T>(events: readonly { data: string }[]) => events.map(({ data }) => JSON.parse(data) as T)

test('chat: many clients say many things at once, and everybody in the room gets all of it in one order', async () => {
  await using server = await startTestServer()
  const users = await Promise.all(['alice', 'bob', 'mei', 'noor'].map(async (user) => await signIn(server.url, user)))
  const streams = await Promise.all(users.map(async (user) => await user.follow(undefined, { rooms: ['lobby'] })))
  await using outside = await users[0]?.follow(undefined, { rooms: ['games'] })
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      await users[index % 4]?.post('/rooms/lobby/messages', { text: `${index}` })
    }),
  )
  await users[0]?.post('/rooms/games/messages', { text: 'anybody here?' })

  const heard = await Promise.all(
    streams.map(async (stream) => {
      const messages = () => stream.received.filter(({ event }) => event === 'message')
      await stream.until(() => messages().length === 100)
      return parse<ChatMessage>(messages()).map(({ seq, text }) => ({ seq, text }))
    }),
  )
  expect(heard[0]?.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
  expect(new Set(heard[0]?.map(({ text }) => text)).size).toBe(100)
  expect(heard).toEqual(heard.map(() => heard[0]))
  await outside?.until(() => outside.received.some(({ event }) => event === 'message'))
  expect(parse<ChatMessage>(outside?.received.filter(({ event }) => event === 'message') ?? [])).toMatchObject([
    { room: 'games', from: 'alice', text: 'anybody here?' },
  ])
  streams.forEach((stream) => stream.close())
})

test('chat: who comes back gets what was said meanwhile', async () => {
  await using server = await startTestServer()
  const alice = await signIn(server.url, 'alice')
  const { id } = (await (await alice.post('/rooms/lobby/messages', { text: 'heard' })).json()) as { id: string }
  await alice.post('/rooms/lobby/messages', { text: 'missed' })
  await using stream = await alice.follow(id, { rooms: ['lobby'] })
  await stream.until(() => stream.received.some(({ event }) => event === 'message'))
  expect(parse<ChatMessage>(stream.received.filter(({ event }) => event === 'message'))).toMatchObject([
    { seq: 2, text: 'missed' },
  ])
})

test('chat: who joins late asks for what was said before', async () => {
  await using server = await startTestServer()
  const alice = await signIn(server.url, 'alice')
  const { id } = (await (await alice.post('/rooms/help/messages', { text: '1' })).json()) as { id: string }
  await alice.post('/rooms/lobby/messages', { text: 'elsewhere' })
  await alice.post('/rooms/help/messages', { text: '2' })
  expect(await (await alice.get('/rooms/help/messages')).json()).toMatchObject({
    messages: [
      { id, seq: 1, room: 'help', from: 'alice', text: '1' },
      { seq: 2, text: '2' },
    ],
  })
})

test('presence: is told at the start and when somebody comes or goes, a second tab does not count', async () => {
  await using server = await startTestServer()
  const [alice, bob] = [await signIn(server.url, 'alice'), await signIn(server.url, 'bob')]
  await using toAlice = await alice.follow(undefined, { rooms: ['lobby'] })
  const told = async (count: number) =>
    parse<Presence>(await toAlice.take(count)).map(({ room, users }) => `${room}: ${users.join(' ')}`)
  await toAlice.take(1)
  expect(await told(1)).toEqual(['lobby: alice'])
  const toBob = await bob.follow(undefined, { rooms: ['lobby', 'games'] })
  expect(await told(1)).toEqual(['lobby: alice bob'])
  const toBobsPhone = await bob.followByCookie(undefined, '?rooms=lobby')
  expect(parse<Presence>((await toBobsPhone.take(2)).slice(1))).toEqual([{ room: 'lobby', users: ['alice', 'bob'] }])
  toBob.close()
  await server.allGivenBack(3, 1)
  toBobsPhone.close()
  expect(await told(1)).toEqual(['lobby: alice'])
  expect(await (await alice.get('/rooms')).json()).toEqual({
    rooms: [
      { room: 'lobby', users: ['alice'] },
      { room: 'games', users: [] },
      { room: 'help', users: [] },
    ],
  })
})

test.each([
  ['POST', '/rooms/attic/messages', 404, 'unknown-room'],
  ['POST', '/rooms/lobby/messages', 400, 'invalid-input'],
])('chat: %s %s is refused', async (_method, path, status, code) => {
  await using server = await startTestServer()
  const alice = await signIn(server.url, 'alice')
  const response = await alice.post(path, { text: path.includes('attic') ? 'hi' : '' })
  expect([response.status, await response.json()]).toMatchObject([status, { error: { code } }])
})
