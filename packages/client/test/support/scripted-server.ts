// The testing kit's held requests, under the names these tests use: each request waits for the answer a test gives it.
import type { Fetch } from '@linefeed/client'
import { mockEventStream, mockFetch, type HeldRequest, type MockConnection } from '@linefeed/msw/fetch'

/** One request, and the hand that answers it. */
export interface Exchange extends Pick<HeldRequest, 'url' | 'headers' | 'body' | 'request'> {
  /** The position that was asked for, decoded; `''` when none was. */
  readonly lastEventId: string
  /** Whether it was answered with an event stream. */
  readonly isOpen: boolean
  /** Whether the client waits for an answer, or reads one. */
  readonly isLive: boolean
  /** Whether the client let go of it, before the answer or in it, or never got one: its attempt is over. */
  readonly isAborted: boolean
  /** Chunks that were sent and not yet read. */
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
  // No limit of real time: what a test leaves unread is what it is about.
  const mock = mockEventStream('*', { method: '*', timeout: Infinity })
  mock.holdNext({ times: Infinity })
  void receive()
  return {
    exchanges,
    get latest() {
      const exchange = exchanges.at(-1)
      if (!exchange) {
        throw new Error('Cannot take exchange: the client must send a request, got none')
      }
      return exchange
    },
    fetch: mockFetch(mock),
  }

  async function receive(): Promise<never> {
    for (;;) {
      exchanges.push(createExchange(await mock.held()))
    }
  }
}

function createExchange(held: HeldRequest): Exchange {
  let connection: MockConnection | undefined
  let unread = 0
  const opened = (): MockConnection => {
    if (connection === undefined) {
      throw new Error('Cannot write to exchange: it must be answered with open(), got no answer')
    }
    return connection
  }
  const send = (text: string | Uint8Array): void => {
    unread++
    const read = (): number => unread--
    opened().raw(text).then(read, read)
  }
  // A client that leaves in between is what some tests are about: they look at `isAborted`.
  const ignore = (): void => {}
  const { url, request, headers, body, lastEventId = '' } = held
  return {
    url,
    request,
    headers,
    body,
    lastEventId,
    get isOpen() {
      return connection !== undefined
    },
    get isLive() {
      return held.phase === 'held' || connection?.phase === 'open'
    },
    get isAborted() {
      return held.phase === 'left' || connection?.phase === 'left'
    },
    get unread() {
      return unread
    },
    open(text) {
      connection = held.open()
      if (text !== undefined) {
        send(text)
      }
    },
    answer: (response) => held.fail(response),
    send,
    end: () => void opened().end().catch(ignore),
    break() {
      if (held.phase === 'held') {
        held.fail('network')
      } else {
        connection?.drop().catch(ignore)
      }
    },
  }
}
