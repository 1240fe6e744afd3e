// Request → response, following only the redirects that headers and bodies may follow (promise 12).
// Platforms strip `authorization` on the way to another origin, but forward `x-api-key` and, in Node, a 307's body.
import { EventStreamError } from '../errors.ts'
import { setDefault, type AttemptContext } from './headers.ts'
import { isStream, prepareRequest, type RequestOptions } from './request.ts'
import { discard } from './response.ts'

/** A `fetch`, or anything with its shape. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** What `fetch` is given as it came. */
export const passedThrough = [
  'cache',
  'credentials',
  'integrity',
  'mode',
  'priority',
  'redirect',
  'referrer',
  'referrerPolicy',
] as const satisfies readonly (keyof SendOptions)[]

/**
 * A request, where it goes, and what sends it. What `fetch` knows by the same name is passed through. Its types are spelt
 * out: those of Node and of workers leave some of them out, and an old TypeScript's DOM does too.
 */
export interface SendOptions extends RequestOptions {
  /** An `http:` or `https:` URL; absolute where the runtime has no page. */
  readonly url: string
  /** @defaultValue `globalThis.fetch`, looked up when the attempt starts. */
  readonly fetch?: Fetch | undefined
  /** Sent as `Idempotency-Key` with every attempt. */
  readonly idempotencyKey?: string | undefined
  /** As in `fetch`. An event stream is news: nothing of it is kept, unless you say so. @defaultValue `'no-store'` */
  readonly cache?: 'default' | 'force-cache' | 'no-cache' | 'no-store' | 'only-if-cached' | 'reload' | undefined
  /** As in `fetch`: `'include'` sends cookies to other origins too. @defaultValue `'same-origin'` */
  readonly credentials?: 'include' | 'omit' | 'same-origin' | undefined
  /** As in `fetch`. A response is checked against its hash when it is complete: not for streams. */
  readonly integrity?: string | undefined
  /** As in `fetch`; `'same-origin'` refuses other origins. @defaultValue `'cors'` */
  readonly mode?: 'cors' | 'navigate' | 'no-cors' | 'same-origin' | undefined
  /** As in `fetch`: how urgent the request is among others of the page. @defaultValue `'auto'` */
  readonly priority?: 'auto' | 'high' | 'low' | undefined
  /**
   * As in `fetch`; `'follow'` sends headers and body wherever the server says. By default, with either, redirects within the
   * origin are followed, others are `redirect-refused`; in browsers, which hide where they lead, all are.
   */
  readonly redirect?: 'error' | 'follow' | 'manual' | undefined
  /** As in `fetch`: a URL of the page's origin, `'about:client'` for the page's own, `''` for none. */
  readonly referrer?: string | undefined
  /** As in `fetch`: how much of the referrer is told. */
  readonly referrerPolicy?:
    | ''
    | 'no-referrer'
    | 'no-referrer-when-downgrade'
    | 'origin'
    | 'origin-when-cross-origin'
    | 'same-origin'
    | 'strict-origin'
    | 'strict-origin-when-cross-origin'
    | 'unsafe-url'
    | undefined
}

/** Makes the request. @throws EventStreamError `request-unavailable` or `redirect-refused`, or what `fetch` throws. */
export async function sendWithinOrigin(options: SendOptions, context: AttemptContext): Promise<Response> {
  const mostRedirects = 5
  let { url } = options
  const { init: prepared, confidential } = await prepareRequest(options, context)
  setDefault(prepared.headers, 'idempotency-key', options.idempotencyKey)
  const given = Object.entries(options).filter(
    ([name, value]) => value !== undefined && (passedThrough as readonly string[]).includes(name),
  )
  let init: RequestInit = { cache: 'no-store', ...Object.fromEntries(given), ...prepared }
  const send = options.fetch ?? fetch
  if (!confidential || init.redirect !== undefined) {
    return send(url, init)
  }
  init = { ...init, redirect: 'manual' }
  for (let redirects = 0; ; redirects++) {
    const response = await send(url, init)
    const location = redirectOf(response, url)
    if (location === undefined) {
      return response
    }
    void discard(response)
    if (location.origin !== new URL(url).origin) {
      throw refusal('it must stay within its origin', location.origin)
    }
    if (redirects === mostRedirects) {
      throw refusal(`${mostRedirects} are followed at most`, location.origin + location.pathname)
    }
    url = location.href
    init = afterRedirect(init, response.status)
  }
}

function redirectOf(response: Response, from: string): URL | undefined {
  if (response.type === 'opaqueredirect') {
    throw refusal('the browser must show where it leads')
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
  const { method = '', body } = init
  const becomesGet = status === 303 ? !/^(GET|HEAD)$/i.test(method) : status < 303 && /^POST$/i.test(method)
  if (!becomesGet) {
    if (isStream(body)) {
      throw refusal('its body must not be used up', 'a stream')
    }
    return init
  }
  const headers = new Headers([...new Headers(init.headers)].filter(([name]) => !name.startsWith('content-')))
  return { ...init, method: 'GET', headers, body: null }
}

function refusal(rule: string, location?: string): EventStreamError {
  return new EventStreamError(
    'redirect-refused',
    `Cannot follow redirect: ${rule}, got ${location ?? 'a hidden one'}. Headers and bodies stay with their origin: ` +
      `use the final URL, or redirect: 'follow'`,
    { location },
  )
}
