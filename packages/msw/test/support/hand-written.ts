// The client anyone writes around fetch in an afternoon: right, unless it is told to break a promise.
import { createParser } from 'eventsource-parser'
import type { ClientOptions, Heard, Opened } from './clients.ts'

/** Ways to be wrong, each a promise that Linefeed makes. */
export type Fault =
  /** Promise 1: delivers the event that the cut left unfinished. */
  | 'delivers-cut-events'
  /** Promise 2: takes the position from the `id:` line, before the event is there. */
  | 'resumes-past-the-cut'
  /** Promise 6: asks for headers once. */
  | 'keeps-old-headers'
  /** Promise 7: starts the next request while the former is open. */
  | 'connects-twice'
  /** Promise 8: a closed client keeps its request. */
  | 'leaves-it-open'

export function createHandWritten(url: string, { headers, fault }: ClientOptions & { fault?: Fault } = {}): Opened {
  const controller = new AbortController()
  const events: Heard[] = []
  let first: Record<string, string> | undefined
  let lastEventId = ''

  const attempt = async (): Promise<void> => {
    const own = fault === 'keeps-old-headers' ? (first ??= headers?.() ?? {}) : (headers?.() ?? {})
    const response = await fetch(url, {
      method: 'POST',
      body: '{}',
      headers: { ...own, ...(lastEventId === '' ? {} : { 'last-event-id': toBytes(lastEventId) }) },
      signal: fault === 'leaves-it-open' ? null : controller.signal,
    })
    if (!response.ok) {
      throw new Error(String(response.status))
    }
    const parser = createParser({
      onEvent({ data, id }) {
        if (!controller.signal.aborted) {
          lastEventId = id ?? lastEventId
          events.push({ data, lastEventId })
        }
      },
    })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    try {
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop -- a body is read in order
        const result = await reader?.read()
        if (result?.done !== false) {
          return
        }
        text += result.value
        parser.feed(result.value)
        if (fault === 'resumes-past-the-cut') {
          lastEventId = /.*\nid: ([^\n]+)\n/su.exec(`\n${text}`)?.[1] ?? lastEventId
        }
      }
    } finally {
      if (fault === 'delivers-cut-events') {
        parser.feed('\n\n')
      }
    }
  }

  const run = async (): Promise<void> => {
    while (!controller.signal.aborted) {
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other is the promise
      await attempt().catch(() => undefined)
      // oxlint-disable-next-line no-await-in-loop -- a pause between attempts
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  void run()
  if (fault === 'connects-twice') {
    void run()
  }
  return { events, close: () => controller.abort() }
}

function toBytes(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('')
}
