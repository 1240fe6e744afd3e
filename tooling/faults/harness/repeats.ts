// Requests and the connections of HTTP/2 that they came over → how many of them a browser may have sent again.
import { constants, type Http2Session, type ServerHttp2Stream } from 'node:http2'

/**
 * Browsers send a request again by themselves, a POST too, when a connection on which the server has spoken breaks without
 * the head of the response, when the server says that it leaves before it knows of the request, or that it refused the
 * stream. `fetch` is not told, so nobody above it can know or prevent it. As there is one request at a time, each such
 * connection and each refusal can repeat one.
 */
export interface Repeats {
  /** Told of each request; of HTTP/1.1 there is no stream, and nothing is repeated. */
  add(stream: ServerHttp2Stream | undefined): void
  /** Told of a GOAWAY: the browser leaves that connection, and the server may hear of its end much later. */
  onLeave(session: Http2Session): void
  /** The most that can be such repetitions. */
  most(): number
}

export function createRepeats(): Repeats {
  const sessions = new WeakSet<object>()
  const left = new Set<object>()
  let refused = 0
  return {
    add(stream) {
      const session = stream?.session
      if (!session) {
        return
      }
      stream.once('close', () => (refused += stream.rstCode === constants.NGHTTP2_REFUSED_STREAM ? 1 : 0))
      if (!sessions.has(session)) {
        sessions.add(session)
        session.once('close', () => left.add(session))
      }
    },
    onLeave: (session) => void left.add(session),
    most: () => refused + left.size,
  }
}
