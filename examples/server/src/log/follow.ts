// An event log and a position → everything after it, then everything new, each event once. The heart of exact resume.
// Knows nothing of HTTP.
import type { EventLog, StoredEvent } from './event-log.ts'

export type Followed =
  | { readonly kind: 'gap'; readonly oldest: StoredEvent | undefined }
  | { readonly kind: 'event'; readonly event: StoredEvent }

export interface FollowOptions {
  /** Ends the iteration. */
  signal: AbortSignal
  /** New events waiting for a slow reader; one more and `onOverflow` is called. @defaultValue `10_000` */
  maxQueued?: number
  /** The reader is too slow: let go of it, the log keeps its events. */
  onOverflow: () => void
}

/** The events of `user` after `lastEventId`, oldest first, without end. A gap comes before the events that follow it. */
export async function* follow(
  log: EventLog,
  user: string,
  lastEventId: string,
  { signal, maxQueued = 10_000, onOverflow }: FollowOptions,
): AsyncGenerator<Followed, void> {
  let queue: StoredEvent[] = []
  let wake = () => {}
  const onAbort = () => wake()
  // Subscribe, then read: an event between the two comes twice and is dropped below. The other order would lose it.
  const unsubscribe = await log.subscribe(user, (event) => {
    queue.push(event)
    if (queue.length === maxQueued + 1) {
      onOverflow()
    }
    wake()
  })
  signal.addEventListener('abort', onAbort)
  try {
    const { complete, events, head } = await log.readAfter(user, lastEventId)
    if (!complete) {
      yield { kind: 'gap', oldest: events[0] }
    }
    for (const event of events) {
      yield { kind: 'event', event }
    }
    while (!signal.aborted) {
      const batch = queue
      queue = []
      for (const event of batch) {
        if (event.seq > head) {
          yield { kind: 'event', event }
        }
      }
      if (queue.length === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => (wake = resolve))
      }
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    unsubscribe()
  }
}
