// A Node response as better-sse's Connection. Its own NodeHttp1Connection (0.16.1) takes the end of a POST's *request body* for
// the end of the connection, and never notices the real one. Ours also knows when the client is too slow.
// Knows bytes, nothing of events. @see https://github.com/MatthewWid/better-sse
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Connection } from 'better-sse'

const head = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Without it nginx holds events back until its buffer is full.
  'x-accel-buffering': 'no',
}

export class ResponseConnection extends Connection {
  readonly url: URL
  readonly request: Request
  readonly response: Response
  readonly #res: ServerResponse
  readonly #closed = new AbortController()
  #isBroken = false

  constructor(req: IncomingMessage, res: ServerResponse) {
    super()
    this.#res = res
    this.url = new URL(req.url ?? '/', 'http://localhost')
    this.request = new Request(this.url, { signal: this.#closed.signal })
    this.response = new Response(null, { headers: head })
    res.once('close', () => this.#closed.abort())
    res.socket?.setNoDelay(true)
  }

  /** Aborts once the connection is gone, whoever ended it. */
  get closed(): AbortSignal {
    return this.#closed.signal
  }

  sendHead = (): void => {
    if (!this.#res.destroyed) {
      this.#res.writeHead(200, head)
      this.#res.flushHeaders()
    }
  }

  sendChunk = (chunk: string): void => {
    if (!this.#isBroken && !this.#res.destroyed && !this.#res.writableEnded) {
      this.#res.write(chunk)
    }
  }

  /** Sends the first half of `chunk` and nothing ever after; calls `then` when the half has left this process. */
  sendHalf(chunk: string, then: () => void): void {
    this.#isBroken = true
    const bytes = Buffer.from(chunk)
    this.#res.write(bytes.subarray(0, bytes.length / 2), () => then())
  }

  /** Resolves when the client has taken enough of what was sent, or is gone. */
  async drained(): Promise<void> {
    if (this.#res.writableNeedDrain && !this.closed.aborted) {
      // The rejection is the abort: the caller asks `closed` itself.
      await once(this.#res, 'drain', { signal: this.closed }).catch(() => {})
    }
  }

  end(): void {
    this.#res.end()
  }

  destroy(): void {
    this.#res.destroy()
  }

  cleanup = (): void => {}
}
