// The kit must be able to fail us: a client that breaks one promise fails that promise's scenario, and keeps the others.
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHandWritten, type Fault } from './support/hand-written.ts'
import { createMutant, type Mutation } from './support/mutants.ts'
import { play } from './support/play.ts'
import {
  exactResume,
  freshCredentials,
  oneConnection,
  overMeansOver,
  wholeEventsOnly,
  type Scenario,
} from './support/scenarios.ts'

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

describe('our client, with one line broken, is noticed', () => {
  const asked = 'await (source as (context: AttemptContext) => Value)(context)'
  const sending = "init = { ...init, redirect: 'manual' }"
  const mutations: [promise: string, scenario: Scenario, mutation: Mutation, complaint: RegExp][] = [
    [
      '1. whole events only: an end delivers what was cut',
      wholeEventsOnly,
      { line: 'parser.end()', instead: String.raw`parser.push('\n\n')` },
      /to deeply equal \[\]/u,
    ],
    [
      '2. exact resume: the position is not sent',
      exactResume,
      { line: "headers.set('last-event-id', encodePosition(context.lastEventId) ?? '')", instead: '' },
      /expected undefined to be 'ключ'/u,
    ],
    [
      '6. fresh credentials: headers are asked for once',
      freshCredentials,
      { line: asked, instead: `(globalThis.headersOfMutant ??= ${asked})` },
      /expected 'Bearer 1' not to be 'Bearer 1'/u,
    ],
    [
      '7. one connection: every request is made twice',
      oneConnection,
      { line: sending, instead: `${sending}; void fetch(url, init).catch(() => {})` },
      /nobody read connection 0|expected 2 to be 1/u,
    ],
    [
      '8. over means over: the response is not let go',
      overMeansOver,
      { line: 'controller.abort()', instead: '', file: 'connection/connection.ts' },
      /Cannot see connection 0 close: the client still holds it/u,
    ],
  ]
  test.each(mutations)('%s', async (_promise, scenario, mutation, complaint) => {
    await expect(play(server, scenario, await createMutant(mutation))).rejects.toThrow(complaint)
  })
})
