// The end of a block → the position and the event it gives to the handlers, and what happens to a handler's error.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage
import type { State } from './state.ts'

/** Ends the block. A departure from the standard: its ID counts from here, not from its line, so a cut block has none. */
export function dispatch(state: State): void {
  const { type, data, id } = state
  state.type = ''
  state.data = undefined
  state.id = undefined
  state.size = 0
  if (id !== undefined) {
    state.lastEventId = id
    call(state, state.options.onId, id)
  }
  if (data !== undefined && !state.isOver) {
    const event = { type: type || (state.options.defaultType ?? 'message'), data, id, lastEventId: state.lastEventId }
    call(state, state.options.onEvent, event)
  }
}

/** Calls a handler. Its error waits until the chunk has been read: the chunk's later events must not be lost. */
export function call<Value>(state: State, handler: ((value: Value) => void) | undefined, value: Value): void {
  try {
    handler?.(value)
  } catch (error) {
    state.thrown ??= { error }
  }
}
