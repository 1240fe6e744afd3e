// The only file that touches document, window and navigator: what the page is going through, for streams that live in it.
// @see https://developer.chrome.com/docs/web-platform/page-lifecycle-api

/** What keeps a page from holding or making a connection. */
export type Hindrance = 'left' | 'hidden' | 'offline'

/** The page a stream lives in. Give one of your own as `platform.page` to test without a browser. */
export interface Page {
  /** Whether the page is frozen, or left for another (and perhaps kept in the back/forward cache). */
  readonly left: boolean
  readonly hidden: boolean
  readonly offline: boolean
  /** Where relative URLs start; `undefined` without a page. */
  readonly baseURL: string | undefined
  /** Where its requests come from, whatever its base; `undefined` without a page. */
  readonly origin: string | undefined
  /** Calls back after each change of the three; the returned function ends it. */
  watch(onChange: () => void): () => void
}

/** The page of this global scope. Workers have part of one, servers have none: what is missing never hinders. */
export function currentPage(): Page {
  const { document, navigator, location } = globalThis as Partial<typeof globalThis>
  let left = false
  return {
    get left() {
      return left
    },
    get hidden() {
      return document?.visibilityState === 'hidden'
    },
    get offline() {
      return navigator?.onLine === false
    },
    get baseURL() {
      return document?.baseURI ?? location?.href
    },
    origin: location?.origin,
    watch(onChange) {
      const onLeave = (): void => {
        left = true
        onChange()
      }
      const onReturn = (): void => {
        left = false
        onChange()
      }
      const unlisten = [
        listen(globalThis, 'pagehide', onLeave),
        listen(globalThis, 'pageshow', onReturn),
        listen(globalThis, 'online', onChange),
        listen(globalThis, 'offline', onChange),
        listen(document, 'freeze', onLeave),
        listen(document, 'resume', onReturn),
        listen(document, 'visibilitychange', onChange),
      ]
      return () => unlisten.forEach((stop) => stop())
    },
  }
}

/** Whether a URL is reached without a network: a development server on the same machine. */
export function worksOffline(url: string): boolean {
  return /^(.+\.)?localhost$|^127\.|^\[::1\]$/.test(new URL(url).hostname)
}

function listen(target: Partial<EventTarget> | undefined, type: string, listener: () => void): () => void {
  target?.addEventListener?.(type, listener)
  return () => target?.removeEventListener?.(type, listener)
}
