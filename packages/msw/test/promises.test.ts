// The kit must be able to fail us: a client that breaks one promise fails that promise's scenario, and keeps the others.
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHandWritten, type Fault } from './support/hand-written.ts'
import { play } from './support/play.ts'
import { exactResume, freshCredentials, oneConnection, overMeansOver, wholeEventsOnly } from './support/scenarios.ts'

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterAll(() => server.close())

describe('a client broken on purpose is noticed', () => {
  test.each([
    ['1. whole events only', wholeEventsOnly, 'delivers-cut-events', /expected \[ \{.*\} \] to deeply equal \[\]/u],
    ['2. exact resume', exactResume, 'resumes-past-the-cut', /expected '2' to be 'ключ'/u],
    ['6. fresh credentials', freshCredentials, 'keeps-old-headers', /expected 'Bearer 1' not to be 'Bearer 1'/u],
    ['7. one connection', oneConnection, 'connects-twice', /expected 2 to be 1/u],
    [
      '8. over means over',
      overMeansOver,
      'leaves-it-open',
      /Cannot see connection 0 close: the client still holds it/u,
    ],
  ] as const)('%s', async (_promise, scenario, fault, complaint) => {
    const broken = (own?: Fault) => ({
      name: 'fetch',
      method: 'POST' as const,
      renews: true,
      open: (url: string, options = {}) => createHandWritten(url, { ...options, ...(own && { fault: own }) }),
    })
    await play(server, scenario, broken())
    await expect(play(server, scenario, broken(fault))).rejects.toThrow(complaint)
  })
})
