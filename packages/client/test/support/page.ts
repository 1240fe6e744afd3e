// A page whose life the test directs.
import type { Page } from '@linefeed/client'

export interface TestPage extends Page {
  /** How many watch it. */
  readonly watchers: number
  change(change: Partial<Pick<Page, 'left' | 'hidden' | 'offline'>>): void
}

/** A page at `baseURL`, unless its `<base>` says otherwise of it. */
export function createTestPage(baseURL?: string, origin = baseURL && new URL(baseURL).origin): TestPage {
  const watchers = new Set<() => void>()
  const life = { left: false, hidden: false, offline: false }
  return {
    get left() {
      return life.left
    },
    get hidden() {
      return life.hidden
    },
    get offline() {
      return life.offline
    },
    baseURL,
    origin,
    get watchers() {
      return watchers.size
    },
    watch(onChange) {
      watchers.add(onChange)
      return () => watchers.delete(onChange)
    },
    change(change) {
      Object.assign(life, change)
      watchers.forEach((onChange) => onChange())
    },
  }
}
