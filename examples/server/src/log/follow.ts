// A position and topics → every event of these topics after it, then everything new, each once. The heart of exact resume.
// Knows nothing of HTTP.
import type { EventLog, StoredEvent } from './event-log.ts'
import type { FanOut } from './fan-out.ts'

export type Followed =
  /** Events after the position are gone; `oldest` is what comes first now, if that is known. */
  | { readonly kind: 'gap'; readonly oldest: StoredEvent | undefined }
  | { readonly kind: 'event'; readonly event: StoredEvent }
  /** Nothing for a while. Everything up to `position` was read, if it moved since the last event. */
  | { readonly kind: 'quiet'; readonly position: string | undefined }

export interface FollowOptions {
  topics: ReadonlySet<string>
  /** What of an event is meant for this reader; `undefined` for nothing. */
  narrow?: (event: StoredEvent) => StoredEvent | undefined
  /** Topics of which only the newest event matters: the older ones of a pile are left out. */
  latestOnly?: ReadonlySet<string>
  /** Ends the iteration. */
  signal: AbortSignal
  /** Milliseconds between two `quiet`s. */
  heartbeat: number
  /** New events waiting for a slow reader; one more and `onOverflow` is called. @defaultValue `10_000` */
  maxQueued?: number
  /** The reader is too slow: let go of it, the log keeps its events. */
  onOverflow: () => void
}

/** The events of `topics` after `lastEventId`, oldest first, without end. A gap comes before the events that follow it. */
export async function* follow(
  log: EventLog,
  fanOut: FanOut,
  lastEventId: string,
  {
    topics,
    narrow = (event) => event,
    latestOnly = new Set(),
    signal,
    heartbeat,
    maxQueued = 10_000,
    onOverflow,
  }: FollowOptions,
): AsyncGenerator<Followed, void> {
  let queue: StoredEvent[] = []
  let isQuietDue = false
  let wake = () => {}
  const onAbort = () => wake()
  // Subscribe, then read: an event between the two comes twice and is dropped below. The other order would lose it.
  const reading = await fanOut.read(topics, (event) => {
    queue.push(event)
    if (queue.length === maxQueued + 1) {
      onOverflow()
    }
    wake()
  })
  const timer = setInterval(() => {
    isQuietDue = true
    wake()
  }, heartbeat)
  signal.addEventListener('abort', onAbort)

  /** What the reader was told: the ID of its newest event, or of a `quiet`. */
  let told = lastEventId
  /** How far it has read, other topics included. */
  let position = lastEventId
  function* tell(events: readonly StoredEvent[]): Generator<Followed> {
    for (const stored of withoutSuperseded(events, latestOnly)) {
      const event = narrow(stored)
      if (event === undefined) {
        continue
      }
      told = event.id
      yield { kind: 'event', event }
    }
  }

  try {
    for (let isLast = false; !isLast && !signal.aborted;) {
      const page = await log.readAfter(position)
      const events = page.events.filter(({ topic }) => topics.has(topic))
      if (!page.complete) {
        told = ''
        position = ''
        yield { kind: 'gap', oldest: events[0] }
      }
      yield* tell(events)
      position = page.events.at(-1)?.id ?? position
      isLast = page.isLast
    }
    const readTo = position
    while (!signal.aborted) {
      const batch = queue
      queue = []
      yield* tell(batch.filter(({ id }) => log.isAfter(id, readTo)))
      if (queue.length === 0 && isQuietDue && !signal.aborted) {
        isQuietDue = false
        position = newest(log, reading.position(), told, position)
        yield { kind: 'quiet', position: position === told ? undefined : position }
        told = position
      }
      if (queue.length === 0 && !isQuietDue && !signal.aborted) {
        await new Promise<void>((resolve) => (wake = resolve))
      }
    }
  } finally {
    clearInterval(timer)
    signal.removeEventListener('abort', onAbort)
    reading.leave()
  }
}

function withoutSuperseded(events: readonly StoredEvent[], latestOnly: ReadonlySet<string>): readonly StoredEvent[] {
  const newestOf = new Map(events.filter(({ topic }) => latestOnly.has(topic)).map((event) => [event.topic, event]))
  return events.filter((event) => (newestOf.get(event.topic) ?? event) === event)
}

function newest(log: EventLog, ...positions: string[]): string {
  return positions.reduce((newer, position) => (log.isAfter(position, newer) ? position : newer), '')
}
