// The shape of the class, as the DOM's types have it: one is assignable to the other, with or without those types. No code.
import type { EventStreamError } from '@linefeed/client/connection'
import type { EventSourceOptions } from './options.ts'

/** What `error` listeners get: a plain event, and why the connection ended. */
export interface EventSourceErrorEvent extends Event {
  /** `undefined` after a clean end of the response, and for `error` events that the server sent. */
  readonly error?: EventStreamError | undefined
}

export interface EventSourceEventMap {
  error: EventSourceErrorEvent
  message: MessageEvent
  open: Event
}

/** @see https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface */
export interface EventSourceInstance extends EventTarget {
  /** After resolving against the page. */
  readonly url: string
  readonly withCredentials: boolean
  /** `CONNECTING`, `OPEN` or `CLOSED`. */
  readonly readyState: number
  readonly CONNECTING: 0
  readonly OPEN: 1
  readonly CLOSED: 2
  /** The response is an event stream. */
  onopen: ((this: EventSourceInstance, event: Event) => unknown) | null
  /** An event without a type came. */
  onmessage: ((this: EventSourceInstance, event: MessageEvent) => unknown) | null
  /** The connection ended: `readyState` says whether there will be another. */
  onerror: ((this: EventSourceInstance, event: EventSourceErrorEvent) => unknown) | null
  /** Ends the stream: no event and no request after it. */
  close(): void
  addEventListener<Type extends keyof EventSourceEventMap>(
    type: Type,
    listener: (this: EventSourceInstance, event: EventSourceEventMap[Type]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void
  addEventListener(
    type: string,
    listener: (this: EventSourceInstance, event: MessageEvent) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void
  removeEventListener<Type extends keyof EventSourceEventMap>(
    type: Type,
    listener: (this: EventSourceInstance, event: EventSourceEventMap[Type]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void
  removeEventListener(
    type: string,
    listener: (this: EventSourceInstance, event: MessageEvent) => unknown,
    options?: boolean | EventListenerOptions,
  ): void
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void
}

export interface EventSourceConstructor {
  new (url: string | URL, init?: EventSourceOptions): EventSourceInstance
  readonly prototype: EventSourceInstance
  readonly CONNECTING: 0
  readonly OPEN: 1
  readonly CLOSED: 2
}
