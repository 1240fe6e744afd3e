import { setupServer } from 'msw/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clients, microsoft } from './support/clients.ts'
import { play } from './support/play.ts'
import * as scenarios from './support/scenarios.ts'

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterAll(() => server.close())

const { exactResume, ...others } = scenarios

describe.each(clients)('$name', (client) => {
  test.each(Object.entries(scenarios))('%s', (_name, scenario) =>
    expect(play(server, scenario, client)).resolves.toBeUndefined(),
  )
})

describe('@microsoft/fetch-event-source', () => {
  test.each(Object.entries(others))('%s', (_name, scenario) =>
    expect(play(server, scenario, microsoft)).resolves.toBeUndefined(),
  )

  test('exactResume: it takes the position from the ID line, and the kit notices', async () => {
    await expect(play(server, exactResume, microsoft)).rejects.toThrow("expected '2' to be 'ключ'")
  })
})
