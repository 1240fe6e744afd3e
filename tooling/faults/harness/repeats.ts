// Requests and the connections of HTTP/2 that they came over → how many of them a browser may have sent again.
import { constants, type ServerHttp2Stream } from 'node:http2'

/**
 * Browsers send a request again by themselves, a POST too, when a connection on which the server has spoken breaks without
 * the head of the response, or when the server says that it refused the stream. `fetch` is not told, so nobody above it
 * can know or prevent it. As there is one request at a time, each such break and refusal can repeat one.
 */
export interface Repeats {
  /** Told of each request; of HTTP/1.1 there is no stream, and nothing is repeated. */
  add(stream: ServerHttp2Stream | undefined): void
  /** The most that can be such repetitions. */
  most(): number
}

export function createRepeats(): Repeats {
  const sessions = new WeakSet<object>()
  let most = 0
  return {
    add(stream) {
      const session = stream?.session
      if (!session) {
        return
      }
      stream.once('close', () => (most += stream.rstCode === constants.NGHTTP2_REFUSED_STREAM ? 1 : 0))
      if (!sessions.has(session)) {
        sessions.add(session)
        session.once('close', () => most++)
      }
    },
    most: () => most,
  }
}
