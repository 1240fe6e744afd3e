// Requests that came over one connection of HTTP/2 after another → how many of them a browser may have sent again.
import { constants, type ServerHttp2Stream } from 'node:http2'

/**
 * Browsers send a request again by themselves, a POST too, when a connection that has served before breaks without the
 * head of the response, or when the server says that it refused the stream. `fetch` is not told, so nobody above it
 * can know or prevent it. As there is one request at a time, each such break and refusal can repeat one.
 */
export interface Repeats {
  /** Told of each request; of HTTP/1.1 there is no stream, and nothing is repeated. */
  add(stream: ServerHttp2Stream | undefined): void
  /** The most that can be such repetitions. */
  most(): number
}

export function createRepeats(): Repeats {
  const sessions = new WeakMap<object, { isReused: boolean }>()
  let most = 0
  return {
    add(stream) {
      const session = stream?.session
      if (!session) {
        return
      }
      stream.once('close', () => (most += stream.rstCode === constants.NGHTTP2_REFUSED_STREAM ? 1 : 0))
      const known = sessions.get(session)
      if (known) {
        known.isReused = true
      } else {
        const own = { isReused: false }
        sessions.set(session, own)
        session.once('close', () => (most += own.isReused ? 1 : 0))
      }
    },
    most: () => most,
  }
}
