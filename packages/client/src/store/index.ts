// The floor that adapters stand on: shared streams, and what is published of them.
export type { StoreCallbacks } from './audience.ts'
export {
  eventStreamOptions,
  type AnyDefinition,
  type EventList,
  type Flush,
  type LatestData,
  type ListDefinition,
  type ListSettings,
  type ReducedDefinition,
  type ReducedSettings,
  type StreamDefinition,
  type StreamKey,
  type StreamSettings,
  type StreamUrl,
} from './definition.ts'
export {
  createRegistry,
  type Identity,
  type Place,
  type Registry,
  type RegistryDefaults,
  type RegistryOptions,
  type SessionId,
} from './registry.ts'
export { pageRegistry } from './page-registry.ts'
export { createStore, initialSnapshot, type EventStore, type Snapshot, type StoreDefinition } from './store.ts'
export { errorToThrow, isSamePlace, look, selectView, toReaderOptions, type ReaderOptions, type Sight } from './view.ts'
