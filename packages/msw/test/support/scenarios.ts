// Promises of DESIGN.md as scenarios: each plays the server to one client and throws when the client breaks the promise.
import { expect } from 'vitest'
import type { MockEventStream } from '../../src/fetch.ts'
import type { TestClient } from './clients.ts'

export type Scenario = (chat: MockEventStream, client: TestClient, url: string) => Promise<void>

/** Promise 1. A drop at every byte of an event delivers nothing of it. */
export const wholeEventsOnly: Scenario = async (chat, client, url) => {
  const { events, close } = client.open(url)
  const text = 'id: 1\ndata: é😀\n\n'
  const bytes = new TextEncoder().encode(text)
  const first = await chat.connection()
  await first.retry(5)
  await first.raw(bytes.subarray(0, -1))
  await first.drop()
  const second = await chat.connection()
  expect(events).toEqual([])
  await second.split(bytes, { at: 'every-byte' })
  expect(events).toEqual([{ data: 'é😀', lastEventId: '1' }])
  close()
}

/** Promise 2. Wherever the cut falls, each event is heard once, in order, and the position travels as UTF-8. */
export const exactResume: Scenario = async (chat, client, url) => {
  const past = chat.history()
  const { events, close } = client.open(url)
  const first = await chat.connection()
  await first.retry(5)
  await first.send({ data: 'one', id: 'ключ' })
  const event = { data: 'two', id: '2' }
  past.remember(event)
  await first.raw('id: 2\ndata: t')
  await first.drop()
  const second = await chat.connection()
  expect(second.lastEventId).toBe('ключ')
  await past.publish({ data: 'three', id: '3' })
  await second.drop()
  const third = await chat.connection()
  expect(third.lastEventId).toBe('3')
  await past.publish({ data: 'four', id: '4' })
  expect(events.map(({ data }) => data)).toEqual(['one', 'two', 'three', 'four'])
  close()
}

/** Promise 6. Each request asks for its credentials again. */
export const freshCredentials: Scenario = async (chat, client, url) => {
  let token = 0
  const { close } = client.open(url, { headers: () => ({ authorization: `Bearer ${++token}` }) })
  const first = await chat.connection()
  await first.retry(5)
  await first.drop()
  const second = await chat.connection()
  expect(first.headers.get('authorization')).not.toBe(second.headers.get('authorization'))
  close()
}

/** An expired token: who may ask again does so with a new one, who may not lets go. */
export const authFailure: Scenario = async (chat, client, url) => {
  let token = 0
  chat.failNext(401)
  const { events, close } = client.open(url, { headers: () => ({ authorization: `Bearer ${++token}` }) })
  if (client.renews) {
    const connection = await chat.connection()
    await connection.send({ data: 'a', id: '1' })
    expect(events).toEqual([{ data: 'a', lastEventId: '1' }])
  } else {
    await expect(chat.connection()).rejects.toMatchObject({ code: 'timeout' })
    chat.expectNoOpenConnections()
  }
  const tokens = chat.requests.map(({ headers }) => headers.get('authorization'))
  expect(tokens).toEqual(client.renews ? ['Bearer 1', 'Bearer 2'] : ['Bearer 1'])
  close()
}

/** Promise 7. Never two live requests, also across a drop. */
export const oneConnection: Scenario = async (chat, client, url) => {
  const { close } = client.open(url)
  const first = await chat.connection()
  await first.retry(5)
  await first.send({ data: 'a' })
  const open = (): number => chat.connections.filter(({ phase }) => phase === 'open').length
  expect(open()).toBe(1)
  await first.drop()
  await (await chat.connection()).stall()
  expect(open()).toBe(1)
  close()
}

/** Promise 8. After close: no open socket, no event, no further request. */
export const overMeansOver: Scenario = async (chat, client, url) => {
  const { events, close } = client.open(url)
  const connection = await chat.connection()
  await connection.send({ data: 'a', id: '1' })
  expect(events).toHaveLength(1)
  close()
  expect(await connection.closed).toBe('left')
  await expect(connection.send({ data: 'late' })).rejects.toMatchObject({ code: 'closed' })
  chat.expectNoOpenConnections()
  expect(events).toHaveLength(1)
  expect(chat.requests).toHaveLength(1)
}

/** Split, stall and failures on the way: the stream goes on. */
export const survivesFailures: Scenario = async (chat, client, url) => {
  const { events, close } = client.open(url)
  const first = await chat.connection()
  await first.retry(5)
  await first.split('data: a\r\n\r\ndata: é😀\n\n', { at: 'every-byte' })
  await first.comment('ping')
  chat.failNext('network')
  await first.end()
  const second = await chat.connection()
  await second.stall()
  await second.send({ data: 'c' })
  expect(events.map(({ data }) => data)).toEqual(['a', 'é😀', 'c'])
  expect(chat.requests).toHaveLength(3)
  close()
  expect(await second.closed).toBe('left')
  chat.expectNoOpenConnections()
}
