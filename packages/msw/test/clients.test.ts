import { setupServer } from 'msw/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clients } from './support/clients.ts'
import { play } from './support/play.ts'
import * as scenarios from './support/scenarios.ts'

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterAll(() => server.close())

const bytes = new TextEncoder().encode('id: 1\ndata: one\n\nid: 2\ndata: zwölf\n\nid: 3\ndata: 😀\n\n')

test.each(clients)('$name: hears every event once, at whatever byte the cut falls', async (client) => {
  const heard: string[][] = []
  const cutAt =
    (cut: number): scenarios.Scenario =>
    async (chat, { open }, url) => {
      const past = chat.history()
      past.remember({ data: 'one', id: '1' })
      past.remember({ data: 'zwölf', id: '2' })
      past.remember({ data: '😀', id: '3' })
      const { events } = open(url)
      const first = await chat.connection()
      await first.retry(1)
      await first.raw(bytes.subarray(0, cut))
      await first.drop()
      const second = await chat.connection()
      // Without a position there is nothing to resume from: this server begins anew.
      await second.raw(second.lastEventId === undefined ? bytes : '')
      await second.stall()
      heard.push(events.map(({ data }) => data))
    }
  for (const cut of bytes.keys()) {
    // oxlint-disable-next-line no-await-in-loop -- one cut after the other
    await play(server, cutAt(cut), client)
  }
  expect(heard).toEqual(Array.from(bytes, () => ['one', 'zwölf', '😀']))
})

describe.each(clients)('$name', (client) => {
  test.each(Object.entries(scenarios))('%s', (_name, scenario) =>
    expect(play(server, scenario, client)).resolves.toBeUndefined(),
  )
})
