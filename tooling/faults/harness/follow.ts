// A task → what the client made of it, as plain data. Runs wherever the client does: in this process or in a page.
// Knows one URL and its host; collects, and judges nothing.
import {
  bearer,
  byId,
  createEventStream,
  EventStreamError,
  type EventStreamOptions,
  type StreamEnd,
} from '@linefeed/client'
import { countHeld, countListeners } from './count.ts'
import type { JumpingClock } from './jumping-clock.ts'
import { createRandom } from './random.ts'
import { read, type Heard } from './read.ts'
import { body, repeatsEvents, type Schedule } from './schedule.ts'
import { within } from './within.ts'

export interface Task {
  readonly schedule: Schedule
  readonly url: string
  /** How attempts are to follow each other. */
  readonly retry: { readonly base: number; readonly cap: number }
  /** IDs of the events at which a reader has had enough. */
  readonly reach: readonly string[]
}

/** What the client's side asks of the other one. */
export interface Services {
  /** The token that is valid now. */
  token(): string | Promise<string>
  /** Resolves when nothing of the client is seen there any more, or was for too long. */
  quiet(): Promise<void>
}

/** What differs between the places a client runs in. */
export interface Host extends Services {
  readonly clock: JumpingClock
  /** Calls back in another turn of the event loop. */
  turn(callback: () => void): void
  /** What callers have to say there. */
  readonly options: Pick<EventStreamOptions, 'redirect'>
}

/** What a session went through, in order. */
export type Moment =
  | { readonly kind: 'attempt'; readonly at: number }
  | { readonly kind: 'event'; readonly id: string }
  | { readonly kind: 'gap'; readonly lastEventId: string }

export interface Account {
  readonly moments: readonly Moment[]
  /** Positions that `onGap` heard. */
  readonly gaps: readonly string[]
  /** Codes of the failures that were reported. */
  readonly codes: readonly string[]
  /** What each reader heard, in the schedule's order. */
  readonly heard: readonly (readonly Heard[])[]
  /** What each iterator threw, in the words of `end`. */
  readonly thrown: readonly string[]
  /** Reason and error, in words; `undefined` when it did not end in time. */
  readonly end: { readonly reason: StreamEnd['reason']; readonly error: string } | undefined
  /** The most requests that the client held at one moment. */
  readonly mostHeld: number
  /** What was left a turn after the end; events: what came later. */
  readonly left: {
    readonly requests: number
    readonly timers: number
    readonly listeners: number
    readonly events: number
  }
}

/** What every session here is created with: quick, and impatient with silence. */
export const quick = { retry: { base: 2, cap: 8 }, connectTimeout: 150, idleTimeout: 50 }

/** Milliseconds; schedules take a few, unless the client hangs. On a busy machine, what drips byte by byte takes a dozen seconds. */
const longestPlay = 40_000

export async function follow({ schedule, url, retry, reach }: Task, host: Host): Promise<Account> {
  const moments: Moment[] = []
  const gaps: string[] = []
  const codes: string[] = []
  const controller = new AbortController()
  const abortReason = new Error('enough')
  const listeners = countListeners(controller.signal)
  const held = countHeld()
  let end: StreamEnd | undefined
  let late = 0

  const stream = createEventStream(url, {
    ...quick,
    ...host.options,
    retry,
    ...(schedule.method === 'POST' && { body, resumable: true }),
    ...(schedule.answers.some(({ kind }) => kind === 'expired') && { headers: bearerOf(host) }),
    ...(repeatsEvents(schedule) && { dedupe: byId(1_000) }),
    ...(schedule.ending.by === 'terminal' && { until: ({ type }) => type === 'done' && 'discard' }),
    gapEvent: 'gap',
    signal: controller.signal,
    fetch: held.fetch,
    platform: { clock: host.clock, random: createRandom(schedule.chance) },
    onGap: ({ lastEventId }) => gaps.push(lastEventId),
    onError: ({ code, cause }) => codes.push(code === 'callback-failed' ? String(cause) : code),
    observer: () => ({
      onStateChange: ({ phase }) => {
        late += end ? 1 : 0
        if (phase === 'connecting') {
          moments.push({ kind: 'attempt', at: performance.now() })
        }
      },
      onBytes: () => {},
      onEvent: ({ id }) => {
        if (id !== undefined) {
          moments.push({ kind: 'event', id })
        }
      },
      onGap: ({ lastEventId }) => moments.push({ kind: 'gap', lastEventId }),
    }),
  } satisfies EventStreamOptions<undefined>)

  const far = new Set(reach)
  const onHeard = ({ lastEventId }: Heard): void => {
    late += end && end.reason !== 'finished' && end.reason !== 'failed' ? 1 : 0
    if (!end && far.has(lastEventId)) {
      if (schedule.ending.by === 'close') {
        stream.close()
      } else {
        controller.abort(abortReason)
      }
    }
  }
  const turn = (): Promise<void> => new Promise((resolve) => host.turn(resolve))
  let left = { requests: 0, timers: 0, listeners: 0 }
  const ended = stream.done.then(async (over) => {
    end = over
    // The next turn, no later: what idle timeouts tidy up was left behind nevertheless.
    await turn()
    left = { requests: held.now(), timers: host.clock.pending, listeners: listeners() }
  })
  const readers = schedule.readers.map((reader) => read(stream, reader, { onHeard, turn }))
  const finished = ended.then(async () => {
    await Promise.all(readers.map(({ done }) => done))
  })
  await within(longestPlay, finished)
  const recordedEnd = end
  stream.close()
  await host.quiet()
  const error = recordedEnd && 'error' in recordedEnd ? recordedEnd.error : undefined
  const tell = (thrown: unknown): string => (thrown === abortReason ? "the caller's reason" : describe(thrown))
  return {
    moments,
    gaps,
    codes,
    heard: readers.map(({ heard }) => heard),
    thrown: readers.map(({ thrown }) => (thrown() === error ? '' : 'another: ') + tell(thrown())),
    end: recordedEnd && { reason: recordedEnd.reason, error: tell(error) },
    mostHeld: held.most(),
    left: { ...left, events: late },
  }
}

function describe(error: unknown): string {
  return error === undefined
    ? 'nothing'
    : error instanceof EventStreamError && error.code === 'http-status'
      ? `${error.code} ${error.status}`
      : error instanceof Error
        ? String(error)
        : JSON.stringify(error)
}

/** A token source with a cache, as applications have it. */
function bearerOf({ token }: Services): ReturnType<typeof bearer> {
  let cached = '0'
  return bearer(async ({ renew }) => (cached = renew ? await token() : cached))
}
