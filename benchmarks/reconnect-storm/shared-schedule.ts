// A million clients → the client's own schedule: a few instances of it, which take on a client's state before they are asked.
// Knows that state; knows nothing of how long to wait, which is decided in packages/client alone.
import type { EventStreamError } from '../../packages/client/src/errors.ts'
import {
  backoff,
  shortestInterval,
  type RetryPolicy,
  type RetrySettings,
} from '../../packages/client/src/session/retry-policy.ts'
import { createSchedule, type Schedule } from '../../packages/client/src/session/schedule.ts'
import { connectionLost } from './failures.ts'

export interface SharedScheduleSettings {
  readonly clients: number
  readonly retry: RetrySettings
  /** Makes a policy to take the place of the built-in one; what is random in it comes from here. */
  readonly retryPolicy: ((random: () => number) => RetryPolicy) | undefined
  readonly random: () => number
}

export interface SharedSchedule {
  onReconnectionTime(client: number, time: number): void
  onAttempt(client: number, now: number): void
  onOpen(client: number, now: number): void
  /** Forgets a client's failures. */
  reset(client: number): void
  /** Plans the attempt after an end that the client heard of now; bytes came until then. Gives when it starts. */
  plan(client: number, now: number, failure: EventStreamError | undefined): number
}

const neverOpened = -1

export function createSharedSchedule({ clients, retry, retryPolicy, random }: SharedScheduleSettings): SharedSchedule {
  const reconnectionTimes = new Float64Array(clients).fill(retry.base)
  const attemptedAt = new Float64Array(clients)
  const openedAt = new Float64Array(clients).fill(neverOpened)
  const failuresOf = new Uint8Array(clients)
  const most = mostFailures(retry)
  let now = 0
  let isRehearsing = false
  let failures = 0

  const drawn = (): number => (isRehearsing ? 0 : random())
  const policy = retryPolicy?.(drawn)
  const settings = {
    retry,
    retryPolicy(context: Parameters<RetryPolicy>[0]) {
      failures = context.failures
      return policy ? policy(context) : context.delay
    },
    renewable: () => false,
    clock: { now: () => now, date: () => now, schedule: () => () => {} },
    random: drawn,
  }
  /** One for each count of failures; it is brought back to that count when the last client moved it on. */
  const schedules = Array.from({ length: most + 1 }, () => createSchedule(settings))
  const counts = new Float64Array(most + 1)

  /** A count can only be had by failing so often. Beyond `most`, one is like another. */
  function rehearse(schedule: Schedule, count: number): void {
    if (counts[count] === count || (count === most && (counts[count] as number) > most)) {
      return
    }
    isRehearsing = true
    schedule.reset()
    schedule.onAttempt()
    for (let left = count; left > 0; left--) {
      schedule.plan(connectionLost)
    }
    isRehearsing = false
  }

  return {
    onReconnectionTime: (client, time) => void (reconnectionTimes[client] = time),
    onAttempt(client, at) {
      attemptedAt[client] = at
      openedAt[client] = neverOpened
    },
    onOpen: (client, at) => void (openedAt[client] = at),
    reset: (client) => void (failuresOf[client] = 0),
    plan(client, at, failure) {
      const count = failuresOf[client] as number
      const schedule = schedules[count] as Schedule
      now = attemptedAt[client] as number
      schedule.onRetry(reconnectionTimes[client] as number)
      rehearse(schedule, count)
      schedule.onAttempt()
      const opened = openedAt[client] as number
      if (opened !== neverOpened) {
        now = opened
        schedule.onOpen()
        now = at
        schedule.onBytes()
      }
      now = at
      if (!schedule.plan(failure)) {
        throw new Error('Cannot plan attempt: every failure of the simulation must allow another, got none')
      }
      counts[count] = failures
      failuresOf[client] = Math.min(failures, most)
      return schedule.startAt
    },
  }
}

/** As many failures in a row are as good as more: every backoff has reached its cap. */
function mostFailures(retry: RetrySettings): number {
  let failures = 1
  while (backoff(failures, shortestInterval(retry), retry) < retry.cap) {
    failures++
  }
  return failures
}
