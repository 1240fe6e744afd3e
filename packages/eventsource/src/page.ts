// The only file that touches the page: where its URLs start, and whether it was left for another and may come back.
// @see https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-pagetransitionevent-interface
import type { Page } from '@linefeed/client/session'

/** The part of a page that counts for a source. */
export type SourcePage = Pick<Page, 'left' | 'baseURL' | 'watch'>

/** The page of this global scope. Workers have part of one, servers have none. */
export function currentPage(): SourcePage {
  const scope = globalThis as Partial<typeof globalThis>
  let left = false
  return {
    get left() {
      return left
    },
    baseURL: scope.document?.baseURI ?? scope.location?.href,
    watch(onChange) {
      const onMove = ({ type }: Event): void => {
        left = type === 'pagehide'
        onChange()
      }
      scope.addEventListener?.('pagehide', onMove)
      scope.addEventListener?.('pageshow', onMove)
      return () => {
        scope.removeEventListener?.('pagehide', onMove)
        scope.removeEventListener?.('pageshow', onMove)
      }
    },
  }
}
