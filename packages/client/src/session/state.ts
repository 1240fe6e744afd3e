// What a session is doing, one shape per phase, and which phase may follow which.
import type { EventStreamError } from '../errors.ts'
import type { Hindrance } from '../platform/page.ts'

/** Why a stream is over. */
export type StreamEnd =
  /** The terminal event came, or a request that is made only once was answered in full. */
  | { readonly reason: 'finished' }
  /** `close()` was called, or the last reader left. */
  | { readonly reason: 'closed' }
  /** The caller's signal; `error` is its reason. */
  | { readonly reason: 'aborted'; readonly error: unknown }
  /** Trying again would not help, or is not allowed. */
  | { readonly reason: 'failed'; readonly error: EventStreamError }

/** What a stream is doing: switch on `phase`. */
export type EventStreamState =
  /** Nobody reads yet. */
  | { readonly phase: 'idle' }
  /** The request is under way. `attempt` counts from 1; `failure` is why the former attempt ended. */
  | { readonly phase: 'connecting'; readonly attempt: number; readonly failure: EventStreamError | undefined }
  /** The server answered with an event stream. */
  | { readonly phase: 'open'; readonly attempt: number }
  /** The next attempt starts at `retryAt` (milliseconds since 1970), `delay` milliseconds after this phase began. */
  | {
      readonly phase: 'waiting'
      readonly attempt: number
      readonly delay: number
      readonly retryAt: number
      readonly failure: EventStreamError | undefined
    }
  /** The page cannot hold a connection now; the stream goes on where it was when it can. */
  | { readonly phase: 'paused'; readonly reason: Hindrance; readonly failure: EventStreamError | undefined }
  | ({ readonly phase: 'closed' } & StreamEnd)

type Phase = EventStreamState['phase']

const moves: Record<Phase, readonly Phase[]> = {
  idle: ['connecting', 'paused', 'closed'],
  connecting: ['open', 'connecting', 'waiting', 'paused', 'closed'],
  open: ['connecting', 'waiting', 'paused', 'closed'],
  waiting: ['connecting', 'waiting', 'paused', 'closed'],
  paused: ['connecting', 'waiting', 'paused', 'closed'],
  closed: [],
}

/** The state after `from`. @throws Error when the move is not in the table: a defect of ours. */
export function move(from: EventStreamState, to: EventStreamState): EventStreamState {
  if (!moves[from.phase].includes(to.phase)) {
    throw new Error(`Cannot move from ${from.phase} to ${to.phase}`)
  }
  return to
}
