import { expect, test } from 'vitest'
import { signIn, startTestServer } from '../support/test-server.ts'

const shown = (events: readonly { event?: string | undefined; data: string }[]) =>
  events.map(({ event, data }) => [event, (JSON.parse(data) as { text?: string }).text])

test('notify: one device, one user, everyone', async () => {
  await using server = await startTestServer()
  const [alice, bob] = [await signIn(server.url, 'alice'), await signIn(server.url, 'bob')]
  await using phone = await alice.follow(undefined, { client: 'phone' })
  await using laptop = await alice.followByCookie(undefined, '?client=laptop')
  // The same name, another user: client IDs count within their user.
  await using bobsPhone = await bob.follow(undefined, { client: 'phone' })
  const streams = [phone, laptop, bobsPhone]
  const welcomes = await Promise.all(streams.map(async (stream) => (await stream.take(1))[0]))
  expect(welcomes.map((welcome) => (JSON.parse(welcome?.data ?? '') as { client: string }).client)).toEqual([
    'phone',
    'laptop',
    'phone',
  ])

  await bob.post('/users/alice/clients/phone/notify', { text: 'to one device' })
  await bob.post('/users/alice/notify', { text: 'to Alice' })
  await bob.post('/everyone/notify', { text: 'to everyone' })

  expect(shown(await phone.take(3))).toEqual([
    ['direct', 'to one device'],
    ['notification', 'to Alice'],
    ['announcement', 'to everyone'],
  ])
  expect(shown(await laptop.take(2))).toEqual([
    ['notification', 'to Alice'],
    ['announcement', 'to everyone'],
  ])
  expect(shown(await bobsPhone.take(1))).toEqual([['announcement', 'to everyone']])
})

test('notify: one position covers what was sent to the device, the user and everyone meanwhile', async () => {
  await using server = await startTestServer()
  const alice = await signIn(server.url, 'alice')
  const { id } = (await (await alice.post('/users/alice/notify', { text: 'before' })).json()) as { id: string }
  await alice.post('/users/alice/clients/phone/notify', { text: '1' })
  await alice.post('/everyone/notify', { text: '2' })
  await alice.post('/users/alice/notify', { text: '3' })
  await using stream = await alice.follow(id, { client: 'phone' })
  expect(shown(await stream.take(4)).slice(1)).toEqual([
    ['direct', '1'],
    ['announcement', '2'],
    ['notification', '3'],
  ])
})

test.each([
  ['/users/nobody/clients/phone/notify', 404, 'unknown-user'],
  ['/users/alice/clients/a%20b/notify', 404, 'unknown-client'],
])('notify: %s is refused', async (path, status, code) => {
  await using server = await startTestServer()
  const alice = await signIn(server.url, 'alice')
  const response = await alice.post(path, { text: 'hi' })
  expect([response.status, await response.json()]).toMatchObject([status, { error: { code } }])
})
