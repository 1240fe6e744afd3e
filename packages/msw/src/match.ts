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
    return (url) => mocked.test(url)
  }
  const text = String(mocked)
  if (!/^(?:\/|\*|https?:\/\/)/u.test(text)) {
    throw new MockStreamError(
      'invalid',
      `Cannot mock a stream: its URL starts with "/", "*" or "http", got ${JSON.stringify(text)}`,
    )
  }
  const pattern = new RegExp(`^${toSource(text.replace(/[?#].*$/u, ''))}$`, 'u')
  return (url) => {
    const { origin, pathname } = new URL(url)
    return pattern.test(text.startsWith('/') ? pathname : origin + pathname)
  }
}

function toSource(text: string): string {
  return text
    .replaceAll(/[.+?^${}()|[\]\\]/gu, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll(/:(?=[a-z_])\w+/giu, '[^/]+')
    .replace(/^(https?):\/\/([^/]+)$/u, '$1://$2/')
}
