// Response → why it is not an event stream, if it is not. Knows status and MIME type; decides nothing about retries.
import { EventStreamError } from '../errors.ts'
import type { AttemptOptions } from './attempt.ts'

/**
 * Why this response cannot be read as an event stream; `undefined` when it can.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
 */
export function judgeResponse(
  response: Response,
  retryAfter: AttemptOptions['retryAfter'],
): EventStreamError | undefined {
  const { status, headers, body } = response
  const contentType = headers.get('content-type')
  if (status !== 200) {
    return new EventStreamError('http-status', `Cannot open event stream: status must be 200, got ${status}`, {
      status,
      retryAfter: retryAfter?.(headers.get('retry-after')),
    })
  }
  // Of a field that came twice, the last value counts. @see https://fetch.spec.whatwg.org/#concept-header-extract-mime-type
  if (!/(^|,)\s*text\/event-stream\s*(;[^,]*)?$/i.test(contentType ?? '')) {
    return new EventStreamError(
      'content-type',
      `Cannot open event stream: content-type must be text/event-stream, got ${contentType ?? 'none'}`,
      { contentType },
    )
  }
  // Some give a stream of another kind, or one that was read already.
  if (!(body as Partial<typeof body>)?.getReader || body?.locked) {
    return new EventStreamError('no-body', 'Cannot read event stream: fetch must give a readable body, got none', {})
  }
  return undefined
}

/** Lets go of a response that nobody reads. Of one that was read already, by a caller's `fetch`, nothing is left to let go. */
export async function discard({ body }: Response): Promise<void> {
  try {
    await body?.getReader().cancel()
  } catch {}
}
