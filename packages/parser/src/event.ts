/**
 * One dispatched event.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage
 */
export interface ServerSentEvent {
  /** The `event:` field, `'message'` when the stream gave none. */
  readonly type: string
  /** The `data:` lines joined by `\n`. */
  readonly data: string
  /** The event's own `id:` field; `undefined` when it had none. An empty `id:` is `''` and resets the position. */
  readonly id: string | undefined
  /** The last event ID after this event: what to persist once it is handled. */
  readonly lastEventId: string
}
