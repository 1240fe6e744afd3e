// The standard's EventSource interface, shaped as WebIDL has it. Knows arguments and attributes, nothing of connections.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface
import { defineHandlers, isObject, type Handlers } from './handlers.ts'
import type { EventSourceOptions } from './options.ts'
import { currentPage } from './page.ts'
import { CLOSED, CONNECTING, OPEN, startProcessing, type Processing } from './processing.ts'
import type { EventSourceConstructor, EventSourceInstance } from './types.ts'

class EventSourceClass extends EventTarget {
  readonly #url: string
  readonly #withCredentials: boolean
  readonly #handlers: Handlers = new Map()
  readonly #processing: Processing

  constructor(url: unknown, init: EventSourceOptions = {}) {
    if (arguments.length === 0) {
      throw new TypeError('Cannot create EventSource: url must be given, got none')
    }
    super()
    // oxlint-disable-next-line typescript/restrict-template-expressions -- WebIDL's conversion, which refuses symbols
    const href = `${url}`
    if (init !== null && !isObject(init)) {
      throw new TypeError(`Cannot create EventSource: init must be an object, got ${typeof init}`)
    }
    const options = { ...init, withCredentials: !!init?.withCredentials }
    const page = options.platform?.page ?? currentPage()
    this.#url = parseURL(href, page.baseURL)
    this.#withCredentials = options.withCredentials
    this.#processing = startProcessing(this.#url, options, page, (event) => this.dispatchEvent(event))
  }

  get url(): string {
    return this.#url
  }

  get withCredentials(): boolean {
    return this.#withCredentials
  }

  get readyState(): number {
    return this.#processing.readyState
  }

  close(): void {
    this.#processing.close()
  }

  static {
    const enumerable = { enumerable: true }
    const constants = {
      CONNECTING: { ...enumerable, value: CONNECTING },
      OPEN: { ...enumerable, value: OPEN },
      CLOSED: { ...enumerable, value: CLOSED },
    }
    Object.defineProperties(this, { ...constants, name: { value: 'EventSource' } })
    Object.defineProperties(this.prototype, {
      ...constants,
      url: enumerable,
      withCredentials: enumerable,
      readyState: enumerable,
      close: enumerable,
      [Symbol.toStringTag]: { value: 'EventSource', configurable: true },
    })
    defineHandlers(this.prototype, ['open', 'message', 'error'], (source) => source.#handlers)
  }
}

function parseURL(url: string, base: string | undefined): string {
  try {
    return new URL(url, base).href
  } catch {
    throw new DOMException(
      `Cannot create EventSource: url must be a URL, absolute where there is no page, got ${JSON.stringify(url)}`,
      'SyntaxError',
    )
  }
}

/**
 * The standard's `EventSource`, on `fetch`. The second argument takes `withCredentials`, and what the native class cannot
 * do: headers, a method and a body, a `fetch` of your own.
 * @throws SyntaxError (a DOMException) when the URL cannot be parsed.
 * @example
 * const source = new EventSource('/prices', { headers: { authorization: `Bearer ${token}` } })
 * source.addEventListener('price', ({ data, lastEventId }) => show(JSON.parse(data), lastEventId))
 */
export const EventSource: EventSourceConstructor = EventSourceClass as never
export type EventSource = EventSourceInstance
