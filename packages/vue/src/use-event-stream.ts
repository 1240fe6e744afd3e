// A session of the registry → refs. Knows Vue; decides nothing about connections.
import type { Decode, EventStreamError, EventStreamState } from '@linefeed/client'
import {
  errorToThrow,
  isSamePlace,
  look,
  toReaderOptions,
  type EventList,
  type Identity,
  type LatestData,
  type ListSettings,
  type Place,
  type ReaderOptions,
  type ReducedSettings,
  type RegistryOptions,
  type Sight,
  type StreamKey,
  type StreamSettings,
  type StreamUrl,
} from '@linefeed/client/store'
import {
  computed,
  getCurrentInstance,
  getCurrentScope,
  onActivated,
  onDeactivated,
  onMounted,
  onScopeDispose,
  shallowRef,
  toValue,
  watch,
  type ComponentInternalInstance,
  type ComputedRef,
  type MaybeRefOrGetter,
} from 'vue'
import { identityOf, useRegistry } from './provide-event-streams.ts'

/** What a component shows of a stream. */
export interface EventStreamRefs<Data> {
  /** What `reduce` made of the events, the list that `maxItems` keeps, or the data of the latest event; then `select` of it. */
  readonly data: ComputedRef<Data>
  /** What the stream is doing: switch on `phase`. */
  readonly state: ComputedRef<EventStreamState>
  /** Why the stream is not open; kept while it tries again, `undefined` once it is open. */
  readonly error: ComputedRef<EventStreamError | undefined>
  /** The position after the latest event in `data`. With `select` or `isEqual` it may lag: it changes only with the view. */
  readonly lastEventId: ComputedRef<string>
  /** Starts a new attempt now, also when the stream was over: position and data are kept. */
  readonly reconnect: () => void
  /** Ends the stream for all who share it, and keeps its data. */
  readonly close: () => void
}

/** Options whose every part that reconnects may be a ref or a getter; in a key, each of its parts may be one too. */
export type ReaderRefs<Options> = Omit<Options, 'key' | 'identity' | 'enabled'> & {
  /** Who shares this session. @defaultValue the URL for GET; nobody for every other method */
  key?: MaybeRefOrGetter<StreamKey | undefined>
  /** Whose stream this is: a user's id, never a token. Another identity is another stream. @defaultValue the provider's */
  identity?: MaybeRefOrGetter<Identity>
  /** `false` for no stream: what is seen is what a stream begins with. @defaultValue `true` */
  enabled?: MaybeRefOrGetter<boolean | undefined>
}

interface Located {
  /** Relative to the page; `null` for no stream yet. */
  url: MaybeRefOrGetter<StreamUrl>
}

/**
 * Shows an event stream. Only another key, identity or `enabled` reconnects.
 * @throws EventStreamError to the nearest `onErrorCaptured`: `invalid-option`, and what `throwOnError` asks for.
 * @example
 * const { data, state } = useEventStream('/me/notices', { decode: json<Notice>(), identity: () => user.id, maxItems: 50 })
 */
export function useEventStream<const D extends Decode | undefined, Selected = EventList<D>>(
  options: MaybeRefOrGetter<Located & ReaderRefs<ListSettings<D> & ReaderOptions<D, EventList<D>, Selected>>>,
): EventStreamRefs<Selected>
export function useEventStream<const D extends Decode | undefined, Data, Selected = Data>(
  options: MaybeRefOrGetter<Located & ReaderRefs<ReducedSettings<D, Data> & ReaderOptions<D, Data, Selected>>>,
): EventStreamRefs<Selected>
export function useEventStream<const D extends Decode | undefined, Selected = LatestData<D>>(
  options: MaybeRefOrGetter<
    StreamUrl | (Located & ReaderRefs<StreamSettings<D, LatestData<D>> & ReaderOptions<D, LatestData<D>, Selected>>)
  >,
): EventStreamRefs<Selected>
export function useEventStream<const D extends Decode | undefined, Selected = EventList<D>>(
  url: MaybeRefOrGetter<StreamUrl>,
  options: MaybeRefOrGetter<ReaderRefs<ListSettings<D> & ReaderOptions<D, EventList<D>, Selected>>>,
): EventStreamRefs<Selected>
export function useEventStream<const D extends Decode | undefined, Data, Selected = Data>(
  url: MaybeRefOrGetter<StreamUrl>,
  options: MaybeRefOrGetter<ReaderRefs<ReducedSettings<D, Data> & ReaderOptions<D, Data, Selected>>>,
): EventStreamRefs<Selected>
export function useEventStream<const D extends Decode | undefined, Selected = LatestData<D>>(
  url: MaybeRefOrGetter<StreamUrl>,
  options: MaybeRefOrGetter<ReaderRefs<StreamSettings<D, LatestData<D>> & ReaderOptions<D, LatestData<D>, Selected>>>,
): EventStreamRefs<Selected>
export function useEventStream(
  first: MaybeRefOrGetter<StreamUrl | object>,
  second?: MaybeRefOrGetter<object | undefined>,
): EventStreamRefs<unknown> {
  const registry = useRegistry()
  const owner = {}
  const isReady = shallowRef(!isHydrating())
  const isLive = shallowRef(false)
  const whose = identityOf(registry)

  const options = computed(() => unwrap(toValue(first), toValue(second), whose.value))
  const place = computed<Place>((former) => {
    const id = isReady.value ? registry.identify(options.value, owner) : undefined
    const next = { registry, id, whose: whose.value }
    return former && isSamePlace(former, next) ? former : next
  })
  let published = 0
  const publications = shallowRef(published)
  const sight = computed<Sight>((former) => {
    void publications.value
    return look(place.value, options.value, former)
  })

  let release = (): void => {}
  // Effects may call `reconnect`, which publishes: they must not depend on what is ours. So it reads no ref.
  let [current, newest] = [place.value, options.value]
  const publish = (): void => void (publications.value = ++published)
  watch(
    [place, options],
    ([nextPlace, nextOptions]) => {
      // Let go at once, so that nothing of the former session arrives; hold again when everything that changes has changed.
      if (nextPlace !== current) {
        release()
      }
      current = nextPlace
      newest = nextOptions
    },
    { flush: 'sync' },
  )
  watch([place, isLive], ([{ id, whose: identity }]) => {
    release()
    release = registry.hold({ id: isLive.value ? id : undefined, whose: identity }, owner, () => newest, publish)
    publish()
  })
  watch(
    sight,
    ({ view, found }) => {
      const error = errorToThrow(view, options.value, found)
      if (error) {
        throw error
      }
    },
    { immediate: true },
  )

  let unfollow: (() => void) | undefined
  onLife({
    start() {
      unfollow = registry.onIdentityChange(() => identityOf(registry))
      identityOf(registry)
      isReady.value = true
    },
    show() {
      isLive.value = true
    },
    hide() {
      isLive.value = false
    },
    end() {
      unfollow?.()
      release()
    },
  })

  return {
    data: computed(() => sight.value.view.data),
    state: computed(() => sight.value.view.state),
    error: computed(() => sight.value.view.error),
    lastEventId: computed(() => sight.value.view.lastEventId),
    reconnect: () => registry.reconnect(current.id),
    close: () => registry.close(current.id),
  }
}

function unwrap(first: StreamUrl | object, second: object | undefined, whose: Identity): RegistryOptions {
  const given = toReaderOptions(first, second, whose)
  const { url, key, identity, enabled } = given as Located & ReaderRefs<RegistryOptions>
  const plainKey = toValue(key)
  return toReaderOptions(
    {
      ...given,
      url: toValue(url),
      key: Array.isArray(plainKey) ? plainKey.map((part: unknown) => toValue(part)) : plainKey,
      identity: toValue(identity),
      enabled: toValue(enabled),
    },
    undefined,
    whose,
  )
}

/** As Vue itself tells whether a component is mounted upon markup that a server made. */
function isHydrating(): boolean {
  return Boolean(getCurrentInstance()?.vnode.el)
}

/**
 * A component lives from mount on, which never comes on a server, and is hidden while it is kept alive out of sight. Another
 * scope, which components may share, begins with the component that makes it, and is not hidden with that one.
 */
function onLife({ start, show, hide, end }: Record<'start' | 'show' | 'hide' | 'end', () => void>): void {
  const component = getCurrentInstance()
  const scope = getCurrentScope()
  // Hooks run in the scope of their component.
  const isComponents = (): boolean => getCurrentScope() === scope
  const begin = (): void => {
    if (scope?.active !== false) {
      start()
      if (!isComponents() || !isOutOfSight(component)) {
        show()
      }
    }
  }
  if (component) {
    onActivated(() => isComponents() && show())
    onDeactivated(() => isComponents() && hide())
  }
  // Within `onMounted`, there is a component, and it is too late for another of its hooks.
  if (component && !component.isMounted) {
    onMounted(begin)
  } else if ('document' in globalThis) {
    begin()
  }
  onScopeDispose(end)
}

function isOutOfSight(component: ComponentInternalInstance | null): boolean {
  return component !== null && (component.isDeactivated || isOutOfSight(component.parent))
}
