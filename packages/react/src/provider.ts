// Identity, headers and linger → the registry that the components below share. Knows nothing of single streams.
'use client'
import {
  createRegistry,
  pageRegistry,
  type Identity,
  type Registry,
  type RegistryDefaults,
} from '@linefeed/client/store'
import {
  createContext,
  createElement,
  useContext,
  useEffect,
  useInsertionEffect,
  useRef,
  useState,
  type ReactElement,
  type ReactNode,
} from 'react'

/** Either what the provider's own registry is made of, or a registry of yours. */
export type EventStreamProviderProps = { readonly children?: ReactNode } & (
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
      readonly identity?: Identity
      /** For streams that have none of their own. Each attempt sends the newest. */
      readonly headers?: RegistryDefaults['headers']
      /** Milliseconds a stream outlives the last component that shows it. @defaultValue `0` */
      readonly linger?: number | undefined
    }
)

const Registries = createContext<Registry | undefined>(undefined)

/**
 * Gives the components below one registry: their user, their headers. In a browser it is optional.
 * @example
 * <EventStreamProvider identity={user.id} headers={bearer(getToken)}>…</EventStreamProvider>
 */
export function EventStreamProvider({ registry, children, ...own }: EventStreamProviderProps): ReactElement {
  const ownRegistry = useOwnRegistry(own)
  return createElement(Registries.Provider, { value: registry ?? ownRegistry }, children)
}

/** The registry of the nearest provider, else the page's. */
export function useRegistry(): Registry {
  return useContext(Registries) ?? pageRegistry()
}

/** Another identity is another registry, so that no component renders with what the former one had. */
function useOwnRegistry({ identity, headers, linger }: RegistryDefaults): Registry {
  const [kept, keep] = useState(() => ({ identity, registry: createRegistry({ identity, linger }) }))
  let current = kept
  if ((kept.identity ?? null) !== (identity ?? null)) {
    current = { identity, registry: createRegistry({ identity, linger }) }
    keep(current)
  }
  const { registry } = current
  useInsertionEffect(() => registry.setHeaders(headers), [registry, headers])
  const former = useRef(registry)
  useEffect(() => {
    if (former.current !== registry) {
      former.current.dispose()
      former.current = registry
    }
  }, [registry])
  return registry
}
