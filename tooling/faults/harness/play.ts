// A schedule → what the client made of it, over real sockets. Collects; judges nothing.
import { getEventListeners } from 'node:events'
import {
  bearer,
  byId,
  createEventStream,
  type EventStream,
  type EventStreamOptions,
  type StreamEnd,
  type StreamEvent,
} from '@linefeed/client'
import { createJumpingClock } from './jumping-clock.ts'
import { createRandom } from './random.ts'
import { body, type Round } from './round.ts'
import { repeatsEvents, type ReaderKind, type Schedule } from './schedule.ts'
import type { Stage } from './stage.ts'

type Heard = Pick<StreamEvent, 'type' | 'data' | 'lastEventId'>

/** What a session went through, in order. */
export type Moment =
  | { readonly kind: 'attempt'; readonly at: number }
  | { readonly kind: 'event'; readonly id: string }
  | { readonly kind: 'gap'; readonly lastEventId: string }

export interface Recording {
  readonly round: Round
  readonly moments: readonly Moment[]
  /** Positions that `onGap` heard. */
  readonly gaps: readonly string[]
  /** Codes of the failures that were reported. */
  readonly codes: readonly string[]
  /** What each reader heard, in the schedule's order. */
  readonly heard: readonly (readonly Heard[])[]
  /** What each iterator threw, if it did. */
  readonly thrown: readonly unknown[]
  /** `undefined` when it did not end in time. */
  readonly end: StreamEnd | undefined
  /** The most requests that the client held at one moment. */
  readonly mostHeld: number
  /** Milliseconds that a connection stayed open beside a later one, as the proxy sees it. */
  readonly overlap: number
  readonly connections: number
  /** What was left after the end. */
  readonly left: {
    readonly requests: number
    /** That the origin is still answering. */
    readonly answers: number
    readonly timers: number
    readonly listeners: number
    readonly sockets: readonly string[]
    readonly events: number
  }
  readonly keepsConnections: boolean
  /** The reason that the caller's signal was given. */
  readonly abortReason: unknown
}

/** What every session here is created with: quick, and impatient with silence. */
export const quick = { retry: { base: 2, cap: 8 }, connectTimeout: 150, idleTimeout: 50 }

/** Milliseconds; schedules take a few, unless the client hangs. On a busy machine, what drips byte by byte takes a dozen seconds. */
const longestPlay = 40_000

/** Milliseconds until closed sockets are gone. */
const longestGoodbye = 1_000

export async function play(schedule: Schedule, stage: Stage): Promise<Recording> {
  const { url, round, traffic, keepsConnections } = stage.play(schedule)
  const clock = createJumpingClock()
  round.onJump = clock.jump
  const moments: Moment[] = []
  const gaps: string[] = []
  const codes: string[] = []
  const controller = new AbortController()
  const abortReason = new Error('enough')
  const held = countHeld()
  let end: StreamEnd | undefined
  let late = 0

  const stream = createEventStream(url, {
    ...quick,
    ...(schedule.method === 'POST' && { body, resumable: true }),
    ...(schedule.answers.some(({ kind }) => kind === 'expired') && { headers: bearerOf(round) }),
    ...(repeatsEvents(schedule) && { dedupe: byId(1_000) }),
    ...(schedule.ending.by === 'terminal' && { until: ({ type }) => type === 'done' && 'discard' }),
    gapEvent: 'gap',
    signal: controller.signal,
    fetch: held.fetch,
    platform: { clock, random: createRandom(schedule.chance) },
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

  const isFar = reachOf(schedule, round)
  const onHeard = (event: Heard): void => {
    late += end && end.reason !== 'finished' && end.reason !== 'failed' ? 1 : 0
    if (!end && isFar(event)) {
      if (schedule.ending.by === 'close') {
        stream.close()
      } else {
        controller.abort(abortReason)
      }
    }
  }
  let left = { requests: 0, timers: 0, listeners: 0 }
  const ended = stream.done.then(async (over) => {
    end = over
    // The next turn, no later: what idle timeouts tidy up was left behind nevertheless.
    await new Promise((resolve) => setImmediate(resolve))
    left = {
      requests: held.now(),
      timers: clock.pending,
      listeners: getEventListeners(controller.signal, 'abort').length,
    }
  })
  const readers = schedule.readers.map((reader) => read(stream, reader, onHeard))
  const finished = ended.then(async () => {
    await Promise.all(readers.map(({ done }) => done))
  })
  await within(longestPlay, finished)
  const recordedEnd = end
  stream.close()
  await within(
    longestGoodbye,
    (keepsConnections ? Promise.resolve() : traffic.idle()).then(() => answered(round)),
  )
  const recording: Recording = {
    round,
    moments,
    gaps,
    codes,
    heard: readers.map(({ heard }) => heard),
    thrown: readers.map(({ thrown }) => thrown()),
    end: recordedEnd,
    mostHeld: held.most(),
    overlap: keepsConnections ? 0 : traffic.longestOverlap(),
    connections: traffic.arrivals.length,
    left: { ...left, answers: round.open(), sockets: keepsConnections ? [] : traffic.open(), events: late },
    keepsConnections,
    abortReason,
  }
  traffic.clear()
  return recording
}

/** Counts requests that the client has neither given up nor read to the end: it aborts each signal when it is through. */
function countHeld() {
  const signals: AbortSignal[] = []
  let most = 0
  const now = (): number => signals.filter(({ aborted }) => !aborted).length
  return {
    now,
    most: () => most,
    fetch(url: string, init: RequestInit): Promise<Response> {
      if (init.signal && !signals.includes(init.signal)) {
        signals.push(init.signal)
      }
      most = Math.max(most, now())
      return fetch(url, init)
    },
  }
}

/** A token source with a cache, as applications have it. */
function bearerOf(round: Round): ReturnType<typeof bearer> {
  let cached = '0'
  return bearer(({ renew }) => (cached = renew ? round.token : cached))
}

/** Whether an event is as far as the schedule's reader goes. */
function reachOf({ ending }: Schedule, { log }: Round): (event: Heard) => boolean {
  if (ending.by === 'close' || ending.by === 'abort') {
    const far = new Set(log.slice(ending.after - 1).map(({ id }) => id))
    return ({ lastEventId }) => far.has(lastEventId)
  }
  return () => false
}

interface Reading {
  readonly heard: readonly Heard[]
  readonly done: Promise<void>
  thrown(): unknown
}

function read(stream: EventStream, kind: ReaderKind, onHeard: (event: Heard) => void): Reading {
  const heard: Heard[] = []
  let thrown: unknown
  const hear = ({ type, data, lastEventId }: Heard): void => {
    heard.push({ type, data, lastEventId })
    onHeard({ type, data, lastEventId })
  }
  async function pull(pause: number): Promise<void> {
    try {
      for await (const event of stream) {
        hear(event)
        for (let turn = 0; turn < pause; turn++) {
          await new Promise((resolve) => setImmediate(resolve))
        }
      }
    } catch (error) {
      thrown = error
    }
  }
  if (kind.kind === 'listener') {
    stream.on(hear)
  }
  return { heard, done: kind.kind === 'iterator' ? pull(kind.pause) : Promise.resolve(), thrown: () => thrown }
}

/** Resolves when the origin answers no request. */
async function answered(round: Round): Promise<void> {
  for (let turns = 0; round.open() > 0 && turns < 10_000; turns++) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function within(milliseconds: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)))
  await Promise.race([promise, timeout])
  clearTimeout(timer)
}
