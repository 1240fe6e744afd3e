// A mocked URL and a request's URL → do they belong together. Knows URLs, nothing else.
import { MockStreamError } from './errors.ts'

/**
 * What to answer: a path (`/v1/chat`, on any origin), a whole URL, either with `:name` for one segment and `*` for
 * anything, or a regular expression tested against the whole URL. The query of a request is ignored, except by a regular expression.
 */
export type MockUrl = string | URL | RegExp

/** @throws MockStreamError with code `invalid` when the string is neither a path nor an http URL. */
export function createUrlMatcher(mocked: MockUrl): (url: string) => boolean {
  if (mocked instanceof RegExp) {
    // Not `test`, which goes on from its last match where the expression has a `g` or `y`.
    return (url) => url.search(mocked) !== -1
  }
  const text = String(mocked)
  if (!/^(?:\/|\*|https?:\/\/)/u.test(text)) {
    throw new MockStreamError(
      'invalid',
      `Cannot mock a stream: its URL starts with "/", "*" or "http", got ${JSON.stringify(text)}`,
    )
  }
  const pattern = new RegExp(`^${toSource(normalize(text))}$`, 'u')
  return (url) => {
    const { origin, pathname } = new URL(url)
    return pattern.test(text.startsWith('/') ? pathname : origin + pathname)
  }
}

/** As the URL of a request has it: encoded, its host in lower case, without the default port. The query is left out. */
function normalize(text: string): string {
  const [, origin, path = ''] = /^(https?:\/\/[^/?#]*)?([^?#]*)/u.exec(text) ?? []
  // Behind a slash of ours, since `*` may be the first; of an origin alone, that is its path.
  const { pathname } = new URL(`http://localhost/${path}`)
  return origin === undefined ? pathname.slice(1) : normalizeOrigin(origin) + (pathname.slice(1) || '/')
}

function normalizeOrigin(origin: string): string {
  try {
    return new URL(origin).origin
  } catch {
    // With a `*` or a `:name` where no URL has one.
    return origin.toLowerCase()
  }
}

function toSource(text: string): string {
  return text
    .replaceAll(/[.+?^${}()|[\]\\]/gu, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll(/:(?=[a-z_])\w+/giu, '[^/]+')
}
