// Prepared request → response, following only the redirects that headers and bodies may follow (promise 12).
// Platforms strip `authorization` on the way to another origin, but forward `x-api-key` and, in Node, a 307's body.
import { EventStreamError } from '../errors.ts'
import type { PreparedRequest } from './request.ts'

/** A `fetch`, or anything with its shape. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

const mostRedirects = 5

/** @throws EventStreamError `request-failed` or `redirect-refused`. */
export async function fetchWithinOrigin(
  fetch: Fetch,
  { url, init, confidential }: PreparedRequest,
  hint?: string,
): Promise<Response> {
  if (!confidential || init.redirect !== undefined) {
    return send(fetch, url, init, hint)
  }
  let target = url
  let current: RequestInit = { ...init, redirect: 'manual' }
  for (let redirects = 0; ; redirects++) {
    const response = await send(fetch, target, current, hint)
    const location = redirectOf(response, target)
    if (location === undefined) {
      return response
    }
    void response.body
      ?.getReader()
      .cancel()
      .catch(() => {})
    if (location.origin !== new URL(target).origin) {
      throw refusal('it must stay within its origin', location.origin)
    }
    if (redirects === mostRedirects) {
      throw refusal(`${mostRedirects} are followed at most`, location.origin + location.pathname)
    }
    target = location.href
    current = afterRedirect(current, response.status)
  }
}

async function send(fetch: Fetch, url: string, init: RequestInit, hint: string | undefined): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (cause) {
    throw new EventStreamError(
      'request-failed',
      `Cannot open event stream: fetch must give a response, got ${String(cause)}${hint ? `. ${hint}` : ''}`,
      { hint },
      { cause },
    )
  }
}

function redirectOf(response: Response, from: string): URL | undefined {
  if (response.type === 'opaqueredirect') {
    throw refusal('the browser must show where it leads', undefined)
  }
  const location = response.headers.get('location')
  if (![301, 302, 303, 307, 308].includes(response.status) || location === null) {
    return undefined
  }
  try {
    return new URL(location, from)
  } catch {
    throw refusal('its Location must be a URL', 'another text')
  }
}

/**
 * What describes a body goes with it: every `content-` header here, where the standard names four.
 * @see https://fetch.spec.whatwg.org/#http-redirect-fetch step 12
 */
function afterRedirect(init: RequestInit, status: number): RequestInit {
  const { method = '' } = init
  const becomesGet = status === 303 ? !/^(GET|HEAD)$/i.test(method) : status < 303 && /^POST$/i.test(method)
  if (!becomesGet) {
    return init
  }
  const headers = new Headers([...new Headers(init.headers)].filter(([name]) => !name.startsWith('content-')))
  return { ...init, method: 'GET', headers, body: null }
}

function refusal(rule: string, location: string | undefined): EventStreamError {
  return new EventStreamError(
    'redirect-refused',
    `Cannot follow redirect: ${rule}, got ${location ?? 'a hidden one'}. Headers and bodies stay with their origin: ` +
      `use the final URL, or allow it by redirect: 'follow'`,
    { location },
  )
}
