// Runs in a real page: listens to a source of ours, and logs what it fires and what becomes of the page.
import { EventSource, type EventSourceOptions } from '@linefeed/eventsource'

export interface Listened {
  readonly source: EventSource
  /** Every event, as `type readyState data`; and the page's own, as `type persisted`. */
  readonly log: string[]
  /** Why connections ended: the code of each error, and the platform's words. */
  readonly reasons: string[]
}

export function listen(url: string, options?: EventSourceOptions): Listened {
  const log: string[] = []
  const reasons: string[] = []
  const source = new EventSource(url, options)
  source.addEventListener('open', () => log.push(`open ${source.readyState}`))
  source.addEventListener('message', ({ data }) => log.push(`message ${source.readyState} ${String(data)}`))
  source.addEventListener('error', ({ error }) => {
    log.push(`error ${source.readyState}`)
    reasons.push(`${error?.code}: ${String(error?.cause)}`)
  })
  for (const type of ['pagehide', 'pageshow'] as const) {
    addEventListener(type, ({ persisted }) => log.push(`${type} ${persisted}`))
  }
  return { source, log, reasons }
}

declare global {
  /** What the page at hand listens to. */
  var listened: Listened
}

Object.assign(globalThis, { listen })
