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
  /** With the same owner, it is the same component that was hidden, and is shown again. */
  mount(options: Partial<RegistryOptions>, owner?: object): Component
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
    mount(given, owner = {}) {
      const complete = (options: Partial<RegistryOptions>): RegistryOptions => ({
        url: 'https://example.com/events',
        fetch: server.fetch,
        flush: 'sync',
        platform: { clock, page, random: () => 0.5 },
        ...options,
      })
      let options = complete(given)
      const data: unknown[] = []
      const heard: unknown[] = []
      const id = registry.identify(options, owner)
      const unmount = registry.hold(
        { id, whose: registry.identity },
        owner,
        () => ({ onEvent: (event) => heard.push(event.data), ...options }),
        () => data.push((registry.getSnapshot(id) ?? initialSnapshot(options)).data),
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
