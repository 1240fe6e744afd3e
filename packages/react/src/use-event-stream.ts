// A session of the registry → what a component renders. Knows React; decides nothing about connections.
// The stream's value is state, not an external store: React may finish a transition before it renders the next event.
'use client'
import type { Decode, EventStreamError, EventStreamState } from '@linefeed/client'
import {
  errorToThrow,
  isSamePlace,
  look,
  toReaderOptions,
  type EventList,
  type Identity,
  type LatestData,
  type ListDefinition,
  type ListSettings,
  type ReaderOptions,
  type ReducedDefinition,
  type ReducedSettings,
  type RegistryOptions,
  type Sight,
  type StreamDefinition,
  type StreamSettings,
  type StreamUrl,
} from '@linefeed/client/store'
import { useCallback, useEffect, useInsertionEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useRegistry } from './provider.ts'

/** What a component shows of a stream. */
export interface EventStreamView<Data> {
  /** What `reduce` made of the events, the list that `maxItems` keeps, or the data of the latest event; then `select` of it. */
  readonly data: Data
  /** What the stream is doing: switch on `phase`. */
  readonly state: EventStreamState
  /** Why the stream is not open; kept while it tries again, `undefined` once it is open. */
  readonly error: EventStreamError | undefined
  /** The position after the latest event in `data`. With `select` or `isEqual` it may lag: it changes only with the view. */
  readonly lastEventId: string
  /** Starts a new attempt now, also when the stream was over: position and data are kept. Always the same function. */
  readonly reconnect: () => void
  /** Ends the stream for all who share it, and keeps its data. Always the same function. */
  readonly close: () => void
}

/**
 * Shows an event stream. Only another key, identity or `enabled` reconnects; options may be written inline.
 * @throws EventStreamError in render: what `throwOnError` asks for; in an effect: `invalid-option`.
 * @example
 * const { data, state } = useEventStream('/me/notices', { decode: json<Notice>(), identity: user.id, maxItems: 50 })
 */
export function useEventStream<const D extends Decode | undefined, Selected = EventList<D>>(
  options: ListDefinition<D> & ReaderOptions<D, EventList<D>, Selected>,
): EventStreamView<Selected>
export function useEventStream<const D extends Decode | undefined, Data, Selected = Data>(
  options: ReducedDefinition<D, Data> & ReaderOptions<D, Data, Selected>,
): EventStreamView<Selected>
export function useEventStream<const D extends Decode | undefined, Selected = LatestData<D>>(
  options: StreamDefinition<D, LatestData<D>> & ReaderOptions<D, LatestData<D>, Selected>,
): EventStreamView<Selected>
export function useEventStream<const D extends Decode | undefined, Selected = EventList<D>>(
  url: StreamUrl,
  options: ListSettings<D> & ReaderOptions<D, EventList<D>, Selected>,
): EventStreamView<Selected>
export function useEventStream<const D extends Decode | undefined, Data, Selected = Data>(
  url: StreamUrl,
  options: ReducedSettings<D, Data> & ReaderOptions<D, Data, Selected>,
): EventStreamView<Selected>
export function useEventStream<const D extends Decode | undefined, Selected = LatestData<D>>(
  url: StreamUrl,
  options?: StreamSettings<D, LatestData<D>> & ReaderOptions<D, LatestData<D>, Selected>,
): EventStreamView<Selected>
export function useEventStream(first: StreamUrl | object, second?: object): EventStreamView<unknown> {
  const registry = useRegistry()
  const whose = useSyncExternalStore(registry.onIdentityChange, () => registry.identity ?? null, beforeHydration)
  const options = toReaderOptions(first, second, whose)
  const [owner] = useState(() => ({}))
  const id = whose === undefined ? undefined : registry.identify(options, owner)

  const [kept, keep] = useState(() => look({ registry, id, whose }, options))
  let seen = kept
  if (!isSamePlace(seen, { registry, id, whose })) {
    seen = look({ registry, id, whose }, options)
    keep(seen)
  }
  const shown = seen.select === options.select ? seen : look(seen, options, seen)

  const latest = useRef({ options, shown })
  useInsertionEffect(() => {
    latest.current = { options, shown }
  })

  // An unmounted component hears nothing more, though its passive effects end later. This cleanup runs within the commit.
  useInsertionEffect(
    () => () => {
      latest.current = { ...latest.current, options: { ...latest.current.options, ...silence } }
    },
    [],
  )

  const refresh = useCallback(() => {
    const { shown: before, options: newest } = latest.current
    const next = lookAgain(before, newest)
    if (next.view !== before.view) {
      keep(next)
    }
  }, [])

  useEffect(() => {
    let own = latest.current
    const newestOptions = (): RegistryOptions => {
      if (!isSamePlace(latest.current.shown, own.shown)) {
        return { ...own.options, ...silence }
      }
      own = latest.current
      return own.options
    }
    return registry.hold({ id, whose }, owner, newestOptions, refresh)
  }, [registry, id, whose, owner, refresh])
  useEffect(refresh, [refresh, shown])

  const reconnect = useCallback(() => latest.current.shown.registry.reconnect(latest.current.shown.id), [])
  const close = useCallback(() => latest.current.shown.registry.close(latest.current.shown.id), [])

  const error = errorToThrow(shown.view, options, shown.found)
  if (error) {
    throw error
  }
  return { ...shown.view, reconnect, close }
}

/** What `select` and `isEqual` throw is thrown again by the render that follows, where an error boundary catches it. */
function lookAgain(former: Sight, options: RegistryOptions): Sight {
  const published = former.registry.getSnapshot(former.id)
  if (published === undefined || published === former.snapshot) {
    return former
  }
  try {
    return look(former, options, former)
  } catch {
    return { ...former, view: { ...former.view }, select: throws }
  }
}

const throws = (): never => {
  throw new Error('Cannot be called: stands for a select that threw')
}

const silence: Partial<RegistryOptions> = {
  onEvent: undefined,
  onStateChange: undefined,
  onGap: undefined,
  onError: () => {},
}

/** On a server, and while its page is hydrated, there is no session. */
const beforeHydration = (): Identity => undefined
