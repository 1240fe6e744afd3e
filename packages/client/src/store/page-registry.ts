// The registry of a page that was given none: made when it is first asked for.
import { createRegistry, type Registry } from './registry.ts'

let registry: Registry | undefined

/**
 * The one registry of this page, for components without a provider. Its identity is set with `setIdentity`.
 * On a server it stays empty: components open nothing there.
 */
export function pageRegistry(): Registry {
  registry ??= createRegistry()
  return registry
}
