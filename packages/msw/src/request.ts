// A Request → what a test wants to know of it: method, URL, body, headers, and the position it resumes from.
// Knows fetch's Request; knows nothing of streams.

/** One request as it arrived, whether a stream answered it or a failure did. */
export interface ArrivedRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  /** JSON when the content type says so, otherwise the text; `undefined` when there is none. */
  readonly body: unknown
  /** The `Last-Event-ID` header, decoded from its UTF-8 bytes; `undefined` when the client sent none. */
  readonly lastEventId: string | undefined
  /** The request itself; its body has not been read. */
  readonly request: Request
}

export async function readRequest(request: Request): Promise<ArrivedRequest> {
  return {
    method: request.method,
    url: request.url,
    headers: request.headers,
    body: await readBody(request),
    lastEventId: decodeHeader(request.headers.get('last-event-id')),
    request,
  }
}

async function readBody(request: Request): Promise<unknown> {
  const text = request.method === 'GET' || request.method === 'HEAD' ? '' : await request.clone().text()
  if (text === '') {
    return undefined
  }
  if (!/[/+]json\b/u.test(request.headers.get('content-type') ?? '')) {
    return text
  }
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** A header value holds one character per byte; an ID travels in it as UTF-8. */
function decodeHeader(value: string | null): string | undefined {
  if (value === null) {
    return undefined
  }
  const bytes = Uint8Array.from(value, (character) => character.charCodeAt(0))
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return value
  }
}
