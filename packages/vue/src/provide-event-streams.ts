// Identity, headers and linger → the registry that the components below share. Knows nothing of single streams.
import {
  createRegistry,
  pageRegistry,
  type Identity,
  type Registry,
  type RegistryDefaults,
} from '@linefeed/client/store'
import {
  hasInjectionContext,
  inject,
  provide,
  shallowRef,
  toValue,
  watch,
  type InjectionKey,
  type MaybeRefOrGetter,
  type ShallowRef,
} from 'vue'

/** Either what a registry is made of, or a registry of yours. */
export type EventStreamsOptions =
  | {
      /** Yours to make, to keep and to change: one per page; on a server, one per request. */
      readonly registry: Registry
      readonly identity?: undefined
      readonly headers?: undefined
      readonly linger?: undefined
    }
  | {
      readonly registry?: undefined
      /** Whose streams these are: a user's id, never a token. When it changes, everything of the former one is gone at once. */
      readonly identity?: MaybeRefOrGetter<Identity>
      /** For streams that have none of their own; a function is asked before each attempt. */
      readonly headers?: RegistryDefaults['headers']
      /** Milliseconds a stream outlives the last component that shows it. @defaultValue `0` */
      readonly linger?: number | undefined
    }

const registryKey: InjectionKey<Registry> = Symbol('event streams')

/**
 * Gives the components below this one a registry: their user, their headers. In a browser it is optional.
 * @example
 * provideEventStreams({ identity: () => session.user?.id, headers: bearer(getToken) })
 */
export function provideEventStreams(options: EventStreamsOptions): Registry {
  const registry = options.registry ?? createOwnRegistry(options)
  provide(registryKey, registry)
  return registry
}

/** The registry of the nearest provider, else the page's. */
export function useRegistry(): Registry {
  return (hasInjectionContext() ? inject(registryKey, undefined) : undefined) ?? pageRegistry()
}

const identities = new WeakMap<Registry, ShallowRef<Identity>>()

/** Brings it up to date. One ref per registry: no stream has the former identity where another has the new one. */
export function identityOf(registry: Registry): Readonly<ShallowRef<Identity>> {
  const identity = identities.get(registry) ?? shallowRef()
  identities.set(registry, identity)
  identity.value = registry.identity
  return identity
}

function createOwnRegistry({
  identity,
  headers,
  linger,
}: Exclude<EventStreamsOptions, { registry: Registry }>): Registry {
  const registry = createRegistry({ identity: toValue(identity), headers, linger })
  watch(() => toValue(identity), registry.setIdentity, { flush: 'sync' })
  return registry
}
