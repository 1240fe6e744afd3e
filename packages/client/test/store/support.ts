// A registry whose streams meet a scripted server and a manual clock.
import {
  createRegistry,
  initialSnapshot,
  type Registry,
  type RegistryDefaults,
  type RegistryOptions,
  type Snapshot,
} from '@linefeed/client/store'
import { createManualClock, type ManualClock } from '../support/manual-clock.ts'
import { createTestPage, type TestPage } from '../support/page.ts'
import { createScriptedServer, type ScriptedServer } from '../support/scripted-server.ts'

export interface House {
  readonly registry: Registry
  readonly clock: ManualClock
  readonly page: TestPage
  readonly server: ScriptedServer
  /** A component that shows a stream: it collects what it hears and every snapshot it is told of. */
  mount(options: Partial<RegistryOptions>, seen?: Snapshot<unknown>): Component
}

export interface Component {
  readonly data: unknown[]
  readonly heard: unknown[]
  readonly shown: () => unknown
  readonly snapshot: () => Snapshot<unknown> | undefined
  update(options: Partial<RegistryOptions>): void
  unmount(): void
}

export function createHouse(defaults?: RegistryDefaults): House {
  const clock = createManualClock()
  const page = createTestPage()
  const server = createScriptedServer()
  const registry = createRegistry(defaults)
  return {
    registry,
    clock,
    page,
    server,
    mount(given, seen) {
      const complete = (options: Partial<RegistryOptions>): RegistryOptions => ({
        url: 'https://example.com/events',
        fetch: server.fetch,
        flush: 'sync',
        platform: { clock, page, random: () => 0.5 },
        ...options,
      })
      let options = complete(given)
      const owner = {}
      const data: unknown[] = []
      const heard: unknown[] = []
      const id = registry.identify(options, owner)
      const unmount = registry.hold(
        id,
        () => ({ onEvent: (event) => heard.push(event.data), ...options }),
        () => data.push((registry.getSnapshot(id) ?? initialSnapshot(options)).data),
        seen,
      )
      return {
        data,
        heard,
        shown: () => (registry.getSnapshot(id) ?? initialSnapshot(options)).data,
        snapshot: () => registry.getSnapshot(id),
        update: (next) => void (options = complete(next)),
        unmount,
      }
    },
  }
}
