// The end of a block → the position and the event it gives to the handlers, and what happens to a handler's error.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage
import type { State } from './state.ts'

/** Ends a block that has these buffers. Its ID moves the position here, not at its line: a cut block has none. */
export function dispatch(state: State, type: string, data: string | undefined, id: string | undefined): void {
  state.size = 0
  if (id !== undefined) {
    state.lastEventId = id
    call(state, state.onId, id)
  }
  if (data !== undefined && !state.isOver) {
    // In place: from `call`, which calls all kinds, engines cannot compile it into the loop (benchmarks/client).
    try {
      state.onEvent({ type: type || state.defaultType, data, id, lastEventId: state.lastEventId })
    } catch (error) {
      state.thrown ??= [error]
    }
  }
}

/** Calls a handler. Its error waits until the chunk has been read: the chunk's later events must not be lost. */
export function call<Value>(state: State, handler: ((value: Value) => void) | undefined, value: Value): void {
  try {
    handler?.(value)
  } catch (error) {
    state.thrown ??= [error]
  }
}
