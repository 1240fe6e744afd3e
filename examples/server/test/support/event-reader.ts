// A response → its events, by a parser that is not ours, so that it can prove us wrong. Waits for events, never for time.
import { createParser, type EventSourceMessage } from 'eventsource-parser'

export interface EventReader extends AsyncDisposable {
  readonly response: Response
  readonly comments: readonly string[]
  /** Everything read so far, as it came. */
  readonly text: string
  /** The events read and not taken yet. */
  readonly received: readonly EventSourceMessage[]
  /** Everything after the last whole event. */
  readonly rest: string
  /** The next `count` events. Rejects when the stream ends first. */
  take(count: number): Promise<EventSourceMessage[]>
  /** Reads on until `condition` holds. */
  until(condition: () => boolean): Promise<void>
  /** Reads to the end: `'ended'` properly, or `'cut'`. */
  readToEnd(): Promise<'ended' | 'cut'>
  /** Disconnects. */
  close(): void
}

export async function readEvents(url: string, init: RequestInit = {}): Promise<EventReader> {
  const controller = new AbortController()
  const response = await fetch(url, { ...init, signal: controller.signal })
  if (response.status !== 200 || response.body === null) {
    throw new Error(`Cannot read events: the status must be 200, got ${response.status}: ${await response.text()}`)
  }
  const body = response.body.getReader()
  const decoder = new TextDecoder()
  const events: EventSourceMessage[] = []
  const comments: string[] = []
  let rest = ''
  let wholeText = ''
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onComment: (comment) => comments.push(comment),
  })

  async function readChunk(): Promise<boolean> {
    const { done, value } = await body.read()
    if (done) {
      return false
    }
    const text = decoder.decode(value, { stream: true })
    wholeText += text
    const unfinished = rest + text
    const blank = unfinished.lastIndexOf('\n\n')
    rest = blank === -1 ? unfinished : unfinished.slice(blank + 2)
    parser.feed(text)
    return true
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (!(await readChunk())) {
        throw new Error('Cannot read on: the stream ended')
      }
    }
  }

  return {
    response,
    comments,
    received: events,
    get text() {
      return wholeText
    },
    get rest() {
      return rest
    },
    until,
    async take(count) {
      await until(() => events.length >= count)
      return events.splice(0, count)
    },
    async readToEnd() {
      try {
        while (await readChunk());
        return 'ended'
      } catch {
        return 'cut'
      }
    },
    close: () => controller.abort(),
    [Symbol.asyncDispose]: async () => controller.abort(),
  }
}
