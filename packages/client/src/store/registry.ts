// Definitions → shared stores: one live session per key and identity. Knows nothing of how a session works.
import { checkOptions, type StandIn } from '../check-options.ts'
import type { AttemptContext, PerAttempt } from '../connection/headers.ts'
import { isStream } from '../connection/request.ts'
import type { EventStreamError } from '../errors.ts'
import type { StoreCallbacks } from './audience.ts'
import { warnOfConflict } from './conflict.ts'
import { methodOf, type AnyDefinition } from './definition.ts'
import { errorToThrow } from './view.ts'
import { createStore, type EventStore, type Snapshot } from './store.ts'

/** Whose streams these are: a user's id, never a token. `null` and `undefined` are nobody. */
export type Identity = string | null | undefined

/** What a component asks for. What is named here, and the callbacks, is its own; everything else belongs to the key. */
export interface RegistryOptions extends AnyDefinition, StoreCallbacks {
  /** @defaultValue the registry's */
  readonly identity?: Identity
  /** @defaultValue `true` */
  readonly enabled?: boolean | undefined
  readonly select?: ((data: never) => unknown) | undefined
  readonly isEqual?: ((one: never, other: never) => boolean) | undefined
  readonly throwOnError?: boolean | ((error: EventStreamError) => boolean) | undefined
}

/** Names a session within its registry; `undefined` where there is to be none. */
export type SessionId = string | undefined

/** Which session a reader looks at: when one of these changes, nothing of what it saw may be seen again. */
export interface Place {
  readonly registry: Registry
  readonly id: SessionId
  /** The registry's identity: when it changes, the registry drops what it had. */
  readonly whose: Identity
}

/** One live session per key and identity, shared by all its readers. */
export interface Registry {
  /** Which session these options mean. `owner` stands for the component: sessions without a key are private to it. */
  identify(options: RegistryOptions, owner: object): SessionId
  /** What is published of a session now; `undefined` when nobody holds it. */
  getSnapshot(id: SessionId): Snapshot<unknown> | undefined
  /**
   * Holds a session open, and opens it if nobody does; nothing where the place's identity is no longer the registry's.
   * `getOptions` is asked for the newest callbacks at each call, and, of the session's first holder, for the newest headers
   * and body at each attempt. The returned function ends it.
   * An owner that holds a session again, which nobody held meanwhile, goes on where it was: data and position are kept for
   * as long as the owner lives. What was over stays over, and a request made only once is not repeated, until `reconnect`;
   * an owner who would have its error thrown reconnects by holding it.
   * @throws EventStreamError `invalid-option`
   */
  hold(
    place: Pick<Place, 'id' | 'whose'>,
    owner: object,
    getOptions: () => RegistryOptions,
    onPublish: () => void,
  ): () => void
  /** Starts a new attempt now, also when the stream was over. */
  reconnect(id: SessionId): void
  close(id: SessionId): void
  /** Headers for streams that have none of their own, from the next attempt on. */
  setHeaders(headers: AnyDefinition['headers']): void
  readonly identity: Identity
  /** Drops everything of other identities at once: after it, nobody hears or sees anything of them. */
  setIdentity(identity: Identity): void
  /** Calls back after each change of identity. The returned function ends it. */
  onIdentityChange(listener: () => void): () => void
  /** Drops everything. */
  dispose(): void
}

interface Entry {
  readonly id: string
  readonly store: EventStore
  readonly identity: Identity
  /** The first one's connection options are in force. */
  readonly holders: Set<() => RegistryOptions>
}

/** What all streams of a registry have in common. */
export interface RegistryDefaults {
  identity?: Identity
  /** Milliseconds a session outlives its last holder. @defaultValue `0`, the end of the current task */
  linger?: number | undefined
  /** For streams that have none of their own. */
  headers?: AnyDefinition['headers']
}

/** Creates an empty registry: one per page; on a server, one per request. */
export function createRegistry(defaults: RegistryDefaults = {}): Registry {
  const entries = new Map<string, Entry>()
  const listeners = new Set<() => void>()
  /** Of each owner, what it let go of. */
  let left = new WeakMap<object, Entry>()
  const privateIds = new WeakMap<object, number>()
  let privateCount = 0
  let { identity, headers: commonHeaders } = defaults

  const identityOf = (options: RegistryOptions): Identity =>
    (options.identity === undefined ? identity : options.identity) ?? null

  function privateIdOf(owner: object): number {
    const id = privateIds.get(owner) ?? ++privateCount
    privateIds.set(owner, id)
    return id
  }

  function open(id: string, options: RegistryOptions): Entry {
    const holders: Entry['holders'] = new Set()
    const newest = (): RegistryOptions => holders.values().next().value?.() ?? options
    const headers = (): RegistryOptions['headers'] => newest().headers ?? commonHeaders
    const { url, method, resumable, platform, body } = options
    // To the stream they will be functions: what they are now is checked here.
    checkOptions(url ?? '', { method, resumable, platform, body, headers: headers() })
    const store = createStore(
      {
        ...definitionOf(options),
        url: url ?? '',
        linger: defaults.linger,
        identity: identityOf(options) ?? undefined,
        headers: Object.assign(follow(headers), { isRenewable: () => isFunction(headers()) } satisfies StandIn),
        // A stream is used up by being sent: nothing newer stands for it, but where another begins.
        get body() {
          const now = newest().body ?? body
          return now === undefined || isStream(now) ? now : follow(() => newest().body ?? body)
        },
      },
      () => entries.delete(id),
    )
    return { id, store, identity: identityOf(options), holders }
  }

  /** What nobody holds goes, whoever's it is: a weak map says nothing of its entries. */
  function drop(isDropped: (entry: Entry) => boolean): void {
    left = new WeakMap()
    for (const entry of entries.values()) {
      if (isDropped(entry)) {
        entries.delete(entry.id)
        entry.store.drop()
      }
    }
  }

  return {
    identify(options, owner) {
      const { url, key, enabled = true } = options
      if (!enabled || url === null) {
        return undefined
      }
      const name =
        key ?? (methodOf(options) === 'GET' ? String(url) : { private: privateIdOf(owner), url: String(url) })
      return JSON.stringify([identityOf(options), name])
    },
    getSnapshot: (id) => (id === undefined ? undefined : entries.get(id)?.store.getSnapshot()),
    hold({ id, whose }, owner, getOptions, onPublish) {
      if (id === undefined || (whose ?? null) !== (identity ?? null)) {
        return () => {}
      }
      const former = left.get(owner)
      left.delete(owner)
      const entry = entries.get(id) ?? (former?.id === id ? former : open(id, getOptions()))
      // Who would have it thrown has an error boundary, and comes again when that is told to try again.
      const triesAgain = errorToThrow(entry.store.getSnapshot(), getOptions()) !== undefined
      entries.set(id, entry)
      for (const first of [...entry.holders].slice(0, 1)) {
        warnOfConflict(id, definitionOf(first()), definitionOf(getOptions()))
      }
      entry.holders.add(getOptions)
      try {
        const release = entry.store.subscribe(onPublish, {
          onEvent: (event) => getOptions().onEvent?.(event),
          onStateChange: (state) => getOptions().onStateChange?.(state),
          onGap: (gap) => getOptions().onGap?.(gap),
          get onError() {
            return getOptions().onError
          },
        })
        if (triesAgain) {
          entry.store.reconnect()
        }
        return () => {
          left.set(owner, entry)
          entry.holders.delete(getOptions)
          release()
        }
      } catch (invalidOption) {
        entries.delete(id)
        throw invalidOption
      }
    },
    reconnect: (id) => id !== undefined && entries.get(id)?.store.reconnect(),
    close: (id) => id !== undefined && entries.get(id)?.store.close(),
    setHeaders: (headers) => void (commonHeaders = headers),
    get identity() {
      return identity
    },
    setIdentity(next) {
      const isSame = (next ?? null) === (identity ?? null)
      identity = next
      if (isSame) {
        return
      }
      drop((entry) => entry.identity !== (next ?? null))
      listeners.forEach((listener) => listener())
    },
    onIdentityChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dispose: () => drop(() => true),
  }
}

/** A source that stands for whatever is in force when an attempt asks. */
function follow<Value>(newest: () => PerAttempt<Value>): (context: AttemptContext) => Promise<Value> {
  return async (context) => {
    const source = newest()
    return isFunction(source) ? source(context) : source
  }
}

function isFunction<Value>(source: PerAttempt<Value>): source is (context: AttemptContext) => Value | Promise<Value> {
  return typeof source === 'function'
}

/** What belongs to the key. */
function definitionOf(options: RegistryOptions): AnyDefinition {
  const {
    identity: _identity,
    enabled: _enabled,
    select: _select,
    isEqual: _isEqual,
    throwOnError: _throwOnError,
    onEvent: _onEvent,
    onStateChange: _onStateChange,
    onError: _onError,
    onGap: _onGap,
    ...definition
  } = options
  return definition
}
