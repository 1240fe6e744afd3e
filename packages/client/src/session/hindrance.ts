// The page → what keeps a session from a connection. Knows which of the page's changes count; does nothing about them.
import { worksOffline, type Hindrance } from '../platform/page.ts'
import type { SessionSettings } from './contract.ts'

/** What hinders a session now; `undefined` when nothing does. */
export function hindranceOf({ page, whenHidden, url }: SessionSettings): Hindrance | undefined {
  return page.left
    ? 'left'
    : page.hidden && whenHidden === 'pause'
      ? 'hidden'
      : page.offline && !worksOffline(url)
        ? 'offline'
        : undefined
}
