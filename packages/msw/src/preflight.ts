// happy-dom's fetch asks and checks as a browser does, with a CORS preflight, which msw in Node gets to see: the kit answers it.
// Its Request hides the headers of a preflight and the origin, so any OPTIONS counts, and any origin is let in.
// Knows CORS, nothing of streams. @see https://fetch.spec.whatwg.org/#http-cors-protocol

export function isPreflight(request: Request): boolean {
  return request.method === 'OPTIONS'
}

/** The request that is going to follow, as far as a URL and a method tell. */
export function afterPreflight(request: Request, method: string): Request {
  return new Request(request.url, { method: method === '*' ? 'GET' : method })
}

/** Lets a page on another origin read the response. A new one: headers of one that was fetched, or redirects, cannot be set. */
export function allowAnyOrigin({ body, status, statusText, headers: given }: Response): Response {
  const headers = new Headers(given)
  headers.set('access-control-allow-origin', '*')
  headers.set('access-control-expose-headers', '*')
  return new Response(body, { status, statusText, headers })
}

export function createPreflightResponse(): Response {
  const headers = { 'access-control-allow-methods': '*', 'access-control-allow-headers': '*' }
  return allowAnyOrigin(new Response(null, { status: 204, headers }))
}
