// A response that is no event stream → its error, with what the server says in the body. Bounded: an error page may be
// endless, or never end.
import type { Clock } from '../platform/clock.ts'
import { judgeResponse } from './response.ts'
import { parseRetryAfter } from './retry-after.ts'

/** Characters that are kept. */
const longest = 65_536

/** Milliseconds after the headers; what came by then is kept. */
const patience = 1_000

/**
 * The response, to be read as an event stream. `signal` is the attempt's, which ends with the error.
 * @throws EventStreamError with the `body` of one that cannot be.
 */
export async function expectStream(response: Response, signal: AbortSignal, clock: Clock): Promise<Response> {
  const refusal = signal.aborted ? undefined : judgeResponse(response, (value) => parseRetryAfter(value, clock.date()))
  if (refusal) {
    throw Object.assign(refusal, { body: await readText(response, signal, clock) })
  }
  return response
}

async function readText({ body }: Response, signal: AbortSignal, clock: Clock): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  // Not every body is a stream that can be read, and those that are may break: what came is kept.
  try {
    const reader = (body as ReadableStream<Uint8Array>).getReader()
    const letGo = (): void => {
      cancelTimer()
      reader.cancel().catch(() => {})
    }
    const cancelTimer = clock.schedule(patience, letGo)
    signal.addEventListener('abort', letGo)
    while (text.length < longest) {
      const { done, value } = await reader.read()
      if (done) {
        break
      }
      text += decoder.decode(value, { stream: true })
    }
  } catch {}
  return text.slice(0, longest)
}
