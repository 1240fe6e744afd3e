// Who reads a store: all hear the same, in the same order, and nobody is hurt by another's mistakes. Knows nothing of streams.
import type { EventStreamError } from '../errors.ts'
import type { StreamEvent } from '../readers/events.ts'
import { createReporter, guard, reportUnhandled, type Reporter } from '../report.ts'
import type { Gap } from '../session/contract.ts'
import type { EventStreamState } from '../session/state.ts'

type Event = StreamEvent<string, unknown>

/** What a reader wants to hear of, besides snapshots: at once, in order. */
export interface StoreCallbacks<E = Event> {
  onEvent?: ((event: E) => void) | undefined
  onStateChange?: ((state: EventStreamState) => void) | undefined
  /** Without one at any of those who share the stream, mistakes of yours are reported to the platform, once. */
  onError?: ((error: EventStreamError) => void) | undefined
  onGap?: ((gap: Gap) => void) | undefined
}

export interface Audience {
  readonly isEmpty: boolean
  /** The returned function tells whether this took somebody away. */
  join(onPublish: () => void, callbacks: StoreCallbacks): () => boolean
  clear(): void
  onEvent(event: Event): void
  onStateChange(state: EventStreamState): void
  onGap(gap: Gap): void
  onPublish(): void
  /** What concerns all is one mistake, however many share the stream. */
  onError(error: EventStreamError): void
}

interface Member {
  readonly callbacks: StoreCallbacks
  readonly reporter: Reporter
  readonly onPublish: () => void
  readonly onEvent: (event: Event) => void
  readonly onStateChange: (state: EventStreamState) => void
  readonly onGap: (gap: Gap) => void
}

export function createAudience(): Audience {
  const members = new Set<Member>()
  return {
    get isEmpty() {
      return members.size === 0
    },
    join(onPublish, callbacks) {
      const reporter = createReporter((error) => (callbacks.onError ?? reportUnhandled)(error))
      const member: Member = {
        callbacks,
        reporter,
        onPublish: guard(reporter, 'onPublish', onPublish),
        onEvent: guard(reporter, 'onEvent', callbacks.onEvent),
        onStateChange: guard(reporter, 'onStateChange', callbacks.onStateChange),
        onGap: guard(reporter, 'onGap', callbacks.onGap),
      }
      members.add(member)
      return () => members.delete(member)
    },
    clear: () => members.clear(),
    onPublish: () => members.forEach((member) => member.onPublish()),
    onEvent: (event) => members.forEach((member) => member.onEvent(event)),
    onStateChange: (state) => members.forEach((member) => member.onStateChange(state)),
    onGap: (gap) => members.forEach((member) => member.onGap(gap)),
    onError(error) {
      const listening = [...members].filter(({ callbacks }) => callbacks.onError)
      // One of them may send the others away.
      listening.forEach((member) => members.has(member) && member.reporter.report(error))
      if (listening.length === 0) {
        reportUnhandled(error)
      }
    },
  }
}
