// What every behaviour needs: a mocked server, a clock that stands still, and a registry.
import type { ServerSentEvent } from '@linefeed/client'
import { createRegistry, type Registry, type RegistryDefaults, type RegistryOptions } from '@linefeed/client/store'
import { mockEventStream, mockFetch, type MockEventStream } from '@linefeed/msw/fetch'
import { onTestFinished, vi } from 'vitest'
import { createManualClock, type ManualClock } from '../../packages/client/test/support/manual-clock.ts'
import { createTestPage, type TestPage } from '../../packages/client/test/support/page.ts'

export interface House {
  readonly clock: ManualClock
  readonly page: TestPage
  readonly server: MockEventStream
  readonly registry: Registry
  /** Options of a stream that meets this server on this clock. */
  options(options?: Partial<RegistryOptions>): RegistryOptions
}

/** Frames come at the end of a turn: the clock decides when. */
export function createHouse(defaults?: RegistryDefaults): House {
  vi.stubGlobal('requestAnimationFrame', undefined)
  onTestFinished(() => void vi.unstubAllGlobals())
  const clock = createManualClock()
  const page = createTestPage('http://localhost/')
  const server = mockEventStream('/events', { method: '*' })
  onTestFinished(() => server.reset())
  const fetch = mockFetch(server)
  return {
    clock,
    page,
    server,
    registry: createRegistry(defaults),
    options: (options) => ({
      url: 'http://localhost/events',
      fetch,
      platform: { clock, page, random: () => 0.5 },
      ...options,
    }),
  }
}

/** Joins the text of all events. */
export const join = {
  initial: '',
  reduce: (text: string, { data }: Pick<ServerSentEvent, 'data'>) => text + data,
} as Pick<RegistryOptions, 'initial' | 'reduce'>
