// `onopen`, `onmessage`, `onerror`: event handler IDL attributes on a prototype. Knows nothing of event streams.
// @see https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-idl-attributes

interface Handler {
  value: unknown
  readonly listener: (event: Event) => void
}

/** Defines one attribute per type; `handlersOf` throws for a receiver that has none. */
export function defineHandlers<Target extends EventTarget>(
  prototype: Target,
  types: readonly string[],
  handlersOf: (target: Target) => Map<string, Handler>,
): void {
  for (const type of types) {
    // Computed accessors, not a descriptor: they have the names that the platform gives them.
    const attribute = {
      get [`on${type}`](): unknown {
        return handlersOf(this as unknown as Target).get(type)?.value ?? null
      },
      set [`on${type}`](value: unknown) {
        setHandler(this as unknown as Target, handlersOf(this as unknown as Target), type, value)
      },
    }
    Object.defineProperties(prototype, Object.getOwnPropertyDescriptors(attribute))
  }
}

function setHandler(target: EventTarget, handlers: Handlers, type: string, value: unknown): void {
  const known = handlers.get(type)
  if (!isObject(value)) {
    // A handler that comes back later stands behind the listeners of the meantime.
    handlers.delete(type)
    target.removeEventListener(type, known?.listener ?? null)
  } else if (known) {
    known.value = value
  } else {
    const handler: Handler = { value, listener: (event) => call(handler.value, target, event) }
    handlers.set(type, handler)
    target.addEventListener(type, handler.listener)
  }
}

/** As WebIDL has it: functions are objects, `null` is none. */
export function isObject(value: unknown): boolean {
  return Object(value) === value
}

export type Handlers = Map<string, Handler>

function call(handler: unknown, target: EventTarget, event: Event): void {
  if (typeof handler === 'function') {
    handler.call(target, event)
  }
}
