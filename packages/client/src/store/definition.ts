// What a shared stream is: where it comes from, and what becomes of its events. Types, and what can be told from them.
import type { EventStreamOptions } from '../options.ts'
import type { AnyEvent, Decode, Given } from '../readers/events.ts'

/** Names a session, together with the identity. Compared by value, as JSON. */
export type StreamKey = string | readonly unknown[]

/** When a store publishes what came: with the next frame, at once, or every so many milliseconds. */
export type Flush = 'frame' | 'sync' | number

/** The data of the latest event; `undefined` before the first. */
export type LatestData<D> = AnyEvent<Given<D>>['data'] | undefined

interface Source<D extends Decode | undefined> extends Omit<
  EventStreamOptions<D>,
  'linger' | 'onStateChange' | 'onError' | 'onGap' | 'lastEventId' | 'signal' | 'identity'
> {
  /** Who shares this session. @defaultValue the URL for GET; nobody for every other method */
  key?: StreamKey | undefined
  /** @defaultValue `'frame'` */
  flush?: Flush | undefined
}

declare const dataType: unique symbol

/** Relative to the page; `null` for no stream yet. */
export type StreamUrl = string | URL | null

/** A stream that several may share, and the data they see; all but its URL. */
export interface StreamSettings<D extends Decode | undefined, Data> extends Source<D> {
  /** The data before the first event, and on a server. */
  initial?: Data | undefined
  /** Data and an event → the data after it. Without it, data is that of the latest event. */
  reduce?: ((data: NoInfer<Data>, event: AnyEvent<Given<D>>) => NoInfer<Data>) | undefined
  maxItems?: undefined
  /** Never there: carries the type of the data, of which `initial` says nothing where it may be `undefined`. */
  readonly [dataType]?: (data: Data) => Data
}

/** A stream whose data is what `reduce` makes of its events; all but its URL. */
export interface ReducedSettings<D extends Decode | undefined, Data> extends StreamSettings<D, Data> {
  initial: Data
  reduce: (data: NoInfer<Data>, event: AnyEvent<Given<D>>) => NoInfer<Data>
}

/** A stream whose data is the list of its latest events; all but its URL. */
export interface ListSettings<D extends Decode | undefined> extends Source<D> {
  /** How many events are kept; older ones are dropped. */
  maxItems: number
  initial?: undefined
  reduce?: undefined
}

/** A stream that several may share, and the data they see. */
export interface StreamDefinition<D extends Decode | undefined, Data> extends StreamSettings<D, Data> {
  url: StreamUrl
}

/** A stream whose data is what `reduce` makes of its events. */
export interface ReducedDefinition<D extends Decode | undefined, Data> extends ReducedSettings<D, Data> {
  url: StreamUrl
}

/** A stream whose data is the list of its latest events. */
export interface ListDefinition<D extends Decode | undefined> extends ListSettings<D> {
  url: StreamUrl
}

/** The list that `maxItems` keeps. */
export type EventList<D> = readonly AnyEvent<Given<D>>[]

/** Either definition, where the difference is of no matter. */
export type AnyDefinition = Source<Decode | undefined> & {
  readonly url: StreamUrl
  readonly initial?: unknown
  readonly reduce?: ((data: never, event: never) => unknown) | undefined
  readonly maxItems?: number | undefined
}

/** The method of its request, as servers read it. */
export function methodOf({ method, body }: Pick<AnyDefinition, 'method' | 'body'>): string {
  return method?.toUpperCase() ?? (body === undefined ? 'GET' : 'POST')
}

/**
 * A definition to share between components, with its types inferred.
 * @example
 * const quotes = eventStreamOptions({
 *   key: ['quotes'],
 *   url: '/quotes',
 *   decode: json<Quote>(),
 *   initial: new Map<string, Quote>(),
 *   reduce: (map, { data }) => new Map(map).set(data.symbol, data),
 * })
 */
export function eventStreamOptions<const D extends Decode | undefined>(definition: ListDefinition<D>): ListDefinition<D>
export function eventStreamOptions<const D extends Decode | undefined, Data>(
  definition: ReducedDefinition<D, Data>,
): ReducedDefinition<D, Data>
export function eventStreamOptions<const D extends Decode | undefined>(
  definition: StreamDefinition<D, LatestData<D>>,
): StreamDefinition<D, LatestData<D>>
export function eventStreamOptions(definition: AnyDefinition): AnyDefinition {
  return definition
}
