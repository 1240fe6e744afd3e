// A session → what one reader sees of it, and whether that has changed. Knows registries by their contract, no framework.
import type { EventStreamError } from '../errors.ts'
import type { AnyEvent, Decode, Given } from '../readers/events.ts'
import type { StoreCallbacks } from './audience.ts'
import type { StreamUrl } from './definition.ts'
import type { Identity, Place, RegistryOptions } from './registry.ts'
import { initialSnapshot, type Snapshot } from './store.ts'

/** What belongs to one reader, whoever else shares its stream. */
export interface ReaderOptions<D extends Decode | undefined, Data, Selected> extends StoreCallbacks<
  AnyEvent<Given<D>>
> {
  /** Whose stream this is: a user's id, never a token. Another identity is another stream. @defaultValue the provider's */
  identity?: Identity
  /** `false` for no stream: what is seen is what a stream begins with. @defaultValue `true` */
  enabled?: boolean | undefined
  /** The part of the data this reader sees. Then a publication that changes neither it nor `state` is not seen at all. */
  select?: ((data: NoInfer<Data>) => Selected) | undefined
  /** Whether two selections are the same to this reader. @defaultValue `Object.is` */
  isEqual?: ((one: NoInfer<Selected>, other: NoInfer<Selected>) => boolean) | undefined
  /**
   * Whether an error that ended the stream is thrown to the nearest error boundary instead of being given as `error`.
   * What had ended it before this reader came is tried again first: so an error boundary may render its children anew.
   * @defaultValue `false`
   */
  throwOnError?: boolean | ((error: EventStreamError) => boolean) | undefined
}

/** What a reader was called with, a URL and options or options alone, as one object that says whose stream it is. */
export function toReaderOptions(
  first: StreamUrl | object,
  second: object | undefined,
  identity: Identity,
): RegistryOptions {
  const isUrl = first === null || typeof first === 'string' || first instanceof URL
  const options = (isUrl ? { ...second, url: first } : first) as RegistryOptions
  return options.identity === undefined ? { ...options, identity: identity ?? null } : options
}

/** What was seen of a session. */
export interface Sight extends Place {
  readonly snapshot: Snapshot<unknown>
  readonly select: RegistryOptions['select']
  readonly view: Snapshot<unknown>
  /** What had ended the session before it was first looked at from here: to hold it may open it again. */
  readonly found: EventStreamError | undefined
}

export function isSamePlace(one: Place, other: Place): boolean {
  return one.registry === other.registry && one.id === other.id && one.whose === other.whose
}

/** What is published of a session now; of one that nobody holds, what was seen of it before, or what it begins with. */
export function look(place: Place, options: RegistryOptions, before?: Sight): Sight {
  const { registry, id, whose } = place
  const former = before && isSamePlace(before, place) ? before : undefined
  const snapshot = registry.getSnapshot(id) ?? former?.snapshot ?? initialSnapshot(options)
  const found = former ? former.found : failureOf(snapshot)
  const view = selectView(snapshot, options, former?.view)
  return { registry, id, whose, snapshot, select: options.select, view, found }
}

/** What a reader sees: `former` itself when nothing it looks at has changed. */
export function selectView(
  snapshot: Snapshot<unknown>,
  { select, isEqual }: RegistryOptions,
  former?: Snapshot<unknown>,
): Snapshot<unknown> {
  if (!select && !isEqual) {
    return snapshot
  }
  const data = select ? select(snapshot.data as never) : snapshot.data
  if (!former || !(isEqual ?? Object.is)(former.data, data)) {
    return { ...snapshot, data }
  }
  const isSame = former.state === snapshot.state && former.error === snapshot.error
  return isSame ? former : { ...snapshot, data: former.data }
}

/** The error a reader wants thrown, if there is one besides what it found. */
export function errorToThrow(
  snapshot: Snapshot<unknown>,
  { throwOnError = false }: RegistryOptions,
  found?: EventStreamError,
): EventStreamError | undefined {
  const error = failureOf(snapshot)
  const isThrown = error && error !== found && (typeof throwOnError === 'function' ? throwOnError(error) : throwOnError)
  return isThrown ? error : undefined
}

function failureOf({ state }: Snapshot<unknown>): EventStreamError | undefined {
  return state.phase === 'closed' && state.reason === 'failed' ? state.error : undefined
}
