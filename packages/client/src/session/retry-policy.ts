// Failure → how long to wait before the next attempt, or that there is none. Pure: knows no clock, no network.
import { statusOf, textOf, type EventStreamError } from '../errors.ts'

export interface RetryOptions {
  /** Milliseconds to start from; the server may ask for another by `retry:`. @defaultValue `1_000` */
  base?: number | undefined
  /** Most milliseconds between two attempts, unless the server asks for more by `Retry-After`. @defaultValue `30_000` */
  cap?: number | undefined
  /** Failures in a row after which the stream gives up; 0 to never try again. @defaultValue `Infinity` */
  limit?: number | undefined
}

/** What an attempt's end says about the next one. */
export interface RetryContext {
  /** `undefined` after a clean end that brought events. */
  readonly failure: EventStreamError | undefined
  /** Failures in a row since the last healthy stretch, this one included. */
  readonly failures: number
  /** Milliseconds: `base`, or what the server asked for, within bounds. */
  readonly reconnectionTime: number
}

/** The backoff in numbers that are all known. */
export type RetrySettings = { readonly [Key in keyof RetryOptions]-?: number }

/**
 * Your own policy: milliseconds to wait, or `undefined` to give up. `context.delay` is what the built-in one says.
 * It is not asked for requests that must not be repeated.
 */
export type RetryPolicy = (context: RetryContext & { readonly delay: number | undefined }) => number | undefined

/** Milliseconds: a server may ask for any number, a caller's `cap` may be `Infinity`, and both together for no time at all. */
const longestReconnectionTime = 2 ** 31 - 1

/** What a policy answered. @throws TypeError when that is no time to wait. */
export function toDelay(answer: unknown): number | undefined {
  if (answer === undefined || (typeof answer === 'number' && !Number.isNaN(answer))) {
    return answer
  }
  throw new TypeError(`a delay must be milliseconds or undefined, got ${textOf(answer)}`)
}

/** Milliseconds until the next attempt; `undefined` when there must be none. */
export function retryDelay(context: RetryContext, settings: RetrySettings, random: () => number): number | undefined {
  const { failure, failures, reconnectionTime } = context
  if (failure === undefined) {
    // Half to one and a half times, on average what was asked: a deploy ends many streams at once.
    const shortest = reconnectionTime / 2
    const longest = Math.min(settings.cap, reconnectionTime * 1.5)
    return settings.limit > 0 ? shortest + random() * (longest - shortest) : undefined
  }
  if (failures > settings.limit || !mayPass(failure)) {
    return undefined
  }
  const asked = askedDelay(failure)
  // All that were sent away at once were told the same: they come back over as long again (benchmarks/reconnect-storm).
  return asked + random() * Math.max(Math.min(asked, settings.cap), backoff(failures, reconnectionTime, settings))
}

/** Milliseconds that the server asked to wait by `Retry-After`. */
export function askedDelay(failure: EventStreamError | undefined): number {
  return (failure as Partial<EventStreamError<'http-status'>> | undefined)?.retryAfter ?? 0
}

/** The longest wait after so many failures in a row, in milliseconds. */
export function backoff(failures: number, reconnectionTime: number, { cap }: RetrySettings): number {
  return Math.min(cap, reconnectionTime * 2 ** (failures - 1))
}

/** Attempts start at least this many milliseconds apart, whatever the server does. */
export function shortestInterval({ base }: Pick<RetrySettings, 'base'>): number {
  return Math.min(base, 350)
}

/** The server's `retry:`, in milliseconds, brought within what the caller allows. */
export function clampReconnectionTime(time: number, settings: RetrySettings): number {
  return Math.min(Math.max(time, shortestInterval(settings)), settings.cap, longestReconnectionTime)
}

/** Whether the same request may succeed later. */
function mayPass(failure: EventStreamError): boolean {
  const status = statusOf(failure)
  return failure.code === 'http-status'
    ? status >= 500 || [408, 425, 429].includes(status)
    : !['content-type', 'no-body', 'redirect-refused', 'event-too-large'].includes(failure.code)
}
