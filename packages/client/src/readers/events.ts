// What readers get, by type: which data an event has, given how it is decoded. No code.
import type { ServerSentEvent } from '@linefeed/parser'

/** The text of one event → its data. What it throws, or rejects with, becomes the cause of an `invalid-data` error. */
export type Decoder<Data> = (event: ServerSentEvent) => Data | Promise<Data>

/** One decoder for all events, or one per event type: the other types stay text. */
export type Decode = Decoder<unknown> | Readonly<Record<string, Decoder<unknown>>>

/** `undefined` where the options have no `decode`, and say nothing of its type. */
export type Given<D> = undefined extends D ? undefined : D

/** One event as readers get it. */
export interface StreamEvent<Type extends string | UnnamedType = string, Data = string> {
  /** The `event:` field, `'message'` when the server gave none. */
  readonly type: Type
  /** The text of the `data:` lines, or what `decode` made of it. */
  readonly data: Data
  /** The event's own `id:` field; `undefined` when it had none. */
  readonly id: string | undefined
  /** The position after this event: what to persist once it is handled. */
  readonly lastEventId: string
}

declare const unnamed: unique symbol

/**
 * An event type that `decode` does not name: it reads like a string, and `String(type)` is one.
 * No literal compares with it, so that comparing `type` narrows to the named ones, and a misspelt name does not compile.
 */
// oxlint-disable-next-line typescript/no-wrapper-object-types -- that a literal does not compare with it is the point
export interface UnnamedType extends String {
  readonly [unnamed]: true
}

/** Event types to listen to: those that `decode` names are suggested, any other is allowed. */
export type EventType<D> = D extends Decoder<unknown> | undefined ? string : (keyof D & string) | (string & {})

/** The data of events of one type. */
export type DataOf<D, Type extends string> =
  D extends Decoder<infer Data>
    ? Data
    : Type extends keyof D
      ? D[Type] extends Decoder<infer Data>
        ? Data
        : never
      : string

/** Any event of a stream: a union to narrow by `type` when `decode` names types. */
export type AnyEvent<D> = D extends undefined
  ? StreamEvent
  : D extends Decoder<infer Data>
    ? StreamEvent<string, Data>
    :
        | { [Type in keyof D & string]: StreamEvent<Type, DataOf<D, Type>> }[keyof D & string]
        | StreamEvent<Exclude<'message' | UnnamedType, keyof D>>
