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
    Object.defineProperty(prototype, `on${type}`, {
      enumerable: true,
      configurable: true,
      get(this: Target) {
        return handlersOf(this).get(type)?.value ?? null
      },
      set(this: Target, value: unknown) {
        const handlers = handlersOf(this)
        const known = handlers.get(type)
        if (!isObject(value)) {
          // A handler that comes back later stands behind the listeners of the meantime.
          handlers.delete(type)
          this.removeEventListener(type, known?.listener ?? null)
        } else if (known) {
          known.value = value
        } else {
          const handler: Handler = { value, listener: (event) => call(handler.value, this, event) }
          handlers.set(type, handler)
          this.addEventListener(type, handler.listener)
        }
      },
    })
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
