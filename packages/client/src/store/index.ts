// The floor that adapters stand on: shared streams, and what is published of them.
export {
  eventStreamOptions,
  type AnyDefinition,
  type EventList,
  type Flush,
  type LatestData,
  type ListDefinition,
  type StreamDefinition,
  type StreamKey,
} from './definition.ts'
export {
  createRegistry,
  type Identity,
  type Registry,
  type RegistryDefaults,
  type RegistryOptions,
  type SessionId,
} from './registry.ts'
export { createStore, type EventStore, type Snapshot, type StoreCallbacks, type StoreDefinition } from './store.ts'
