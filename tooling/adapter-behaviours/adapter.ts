// What a framework must be able to do to be taken through the behaviours. Types alone.
import type { EventStreamState } from '@linefeed/client'
import type { Registry, RegistryOptions } from '@linefeed/client/store'

/** What one render showed. */
export interface Shown {
  readonly data: unknown
  readonly phase: EventStreamState['phase']
  readonly error: string | undefined
  readonly lastEventId: string
}

/** A mounted component that shows a stream. */
export interface Probe {
  /** Every render, also those that were thrown away. */
  readonly renders: Shown[]
  /** Every render that reached the page. */
  readonly commits: Shown[]
  /** What the page shows now. */
  readonly shown: Shown | undefined
  /** What was thrown to the error boundary around it. */
  readonly thrown: unknown
  readonly reconnect: (() => void) | undefined
  readonly close: (() => void) | undefined
  /** Renders it again, with these options. */
  update(options: RegistryOptions): Promise<void>
  /** Unmounts it and mounts another one with the same options, in one task; forgets the former one's renders. */
  replace(): Promise<void>
  /** Keeps it alive out of sight: `<Activity>`, `<KeepAlive>`. */
  hide(): Promise<void>
  show(): Promise<void>
  unmount(): Promise<void>
}

export interface Adapter {
  readonly name: string
  /**
   * What this version of the framework cannot do: keep a component alive out of sight; catch, in happy-dom, what an effect
   * throws; catch what a computed value throws.
   */
  readonly lacks: readonly ('hiding' | 'effect errors' | 'computed errors')[]
  /** Does something, and waits until everything that follows is on the page. */
  act(work: () => unknown): Promise<void>
  /** Without a registry, without a provider. */
  mount(registry: Registry | undefined, options: RegistryOptions): Promise<Probe>
}
