// `onopen`, `onmessage`, `onerror`: event handler IDL attributes on a prototype. Knows nothing of event streams.
// @see https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-idl-attributes

/** What the attributes of one object are set to, by type. */
export type Handlers = Map<string, unknown>

/** Defines one attribute per type; `handlersOf` throws for a receiver that has none. */
export function defineHandlers<Target extends EventTarget>(
  prototype: Target,
  types: readonly string[],
  handlersOf: (target: Target) => Handlers,
): void {
  for (const type of types) {
    // The same one for all objects: an object adds it once however often it is asked, and it keeps its place.
    function listener(this: Target, event: Event): void {
      const handler = handlersOf(this).get(type)
      if (typeof handler === 'function') {
        handler.call(this, event)
      }
    }
    // Computed accessors, not a descriptor: they have the names that the platform gives them.
    const attribute: object & ThisType<Target> = {
      get [`on${type}`](): unknown {
        return handlersOf(this).get(type) ?? null
      },
      set [`on${type}`](value: unknown) {
        const handlers = handlersOf(this)
        if (isObject(value)) {
          handlers.set(type, value)
          this.addEventListener(type, listener)
        } else {
          handlers.delete(type)
          // A handler that comes back later stands behind the listeners of the meantime.
          this.removeEventListener(type, listener)
        }
      },
    }
    Object.defineProperties(prototype, Object.getOwnPropertyDescriptors(attribute))
  }
}

/** As WebIDL has it: functions are objects, `null` is none. */
export function isObject(value: unknown): boolean {
  return Object(value) === value
}
