// A `fetch` whose answers the test gives, one request at a time.
import type { Fetch } from '@linefeed/client'

/** One request, and the hand that answers it. */
export interface Exchange {
  readonly url: string
  readonly init: RequestInit
  readonly headers: Headers
  /** The position that was asked for, decoded; `''` when none was. */
  readonly lastEventId: string
  /** Whether it was answered with an event stream. */
  readonly isOpen: boolean
  /** Whether the client let go of it. */
  readonly isAborted: boolean
  /** Bytes that were sent and not yet read. */
  readonly unread: number
  /** Answers 200 with an event stream, and sends `text`. */
  open(text?: string): void
  answer(response: Response): void
  send(text: string | Uint8Array): void
  /** Ends the response as it should end. */
  end(): void
  /** Breaks the response, or gives none. */
  break(): void
}

export interface ScriptedServer {
  readonly fetch: Fetch
  /** Every request so far. */
  readonly exchanges: readonly Exchange[]
  /** The latest request. @throws Error when there was none. */
  readonly latest: Exchange
}

export function createScriptedServer(): ScriptedServer {
  const exchanges: Exchange[] = []
  return {
    exchanges,
    get latest() {
      const exchange = exchanges.at(-1)
      if (!exchange) {
        throw new Error('Cannot take exchange: the client must send a request, got none')
      }
      return exchange
    },
    fetch: (url, init) =>
      new Promise((resolve, reject) => {
        exchanges.push(createExchange(url, init, resolve, reject))
      }),
  }
}

function createExchange(
  url: string,
  init: RequestInit,
  resolve: (response: Response) => void,
  reject: (error: unknown) => void,
): Exchange {
  const headers = new Headers(init.headers)
  let isOpen = false
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({ start: (created) => void (controller = created) }, { highWaterMark: 0 })
  const fail = (error: unknown): void => {
    reject(error)
    try {
      controller?.error(error)
    } catch {
      // Already ended.
    }
  }
  init.signal?.addEventListener('abort', () => fail(init.signal?.reason))
  const encode = (text: string | Uint8Array): Uint8Array =>
    typeof text === 'string' ? new TextEncoder().encode(text) : text
  return {
    url,
    init,
    headers,
    lastEventId: Buffer.from(headers.get('last-event-id') ?? '', 'latin1').toString('utf8'),
    get isOpen() {
      return isOpen
    },
    get isAborted() {
      return init.signal?.aborted ?? false
    },
    get unread() {
      return -(controller?.desiredSize ?? 0)
    },
    open(text) {
      if (isOpen) {
        throw new Error('Cannot open exchange: it must be answered once, got a second time')
      }
      isOpen = true
      resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }))
      if (text !== undefined) {
        controller?.enqueue(encode(text))
      }
    },
    answer: resolve,
    send: (text) => controller?.enqueue(encode(text)),
    end: () => controller?.close(),
    break: () => fail(new TypeError('terminated')),
  }
}
