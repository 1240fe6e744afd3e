// What callers say → settings with nothing left to guess. Everything wrong is found here, before anything is sent.
import type { Rhythm } from './connection/liveness.ts'
import { passedThrough } from './connection/redirects.ts'
import { isStream, toFetchBody, type RequestBody } from './connection/request.ts'
import { EventStreamError } from './errors.ts'
import type { EventStreamOptions } from './options.ts'
import { systemClock } from './platform/clock.ts'
import { currentPage } from './platform/page.ts'
import type { Decode } from './readers/events.ts'
import type { SessionSettings } from './session/contract.ts'
import type { RetryOptions } from './session/retry-policy.ts'

/** A function of ours in the place of headers that may change: it knows whether they are a constant now. */
export interface StandIn {
  isRenewable?: () => boolean
}

/** The settings of a session, but for the functions that need guarding. */
export type CheckedOptions = Omit<SessionSettings, 'until' | 'isDuplicate' | 'retryPolicy'>

/** @throws EventStreamError `invalid-option` */
export function checkOptions(url: string | URL, options: EventStreamOptions<Decode | undefined>): CheckedOptions {
  Object.entries(options).forEach(checkValue)
  const { decode, headers, retry } = options
  const { clock = systemClock, page = currentPage(), random = Math.random } = options.platform ?? {}
  const { base = 1_000, cap = Math.max(30_000, base), limit = Infinity, ...others } = (retry ?? {}) as RetryOptions
  check(base > 0 && cap >= base && limit >= 0, 'retry', 'must have 0 < base <= cap, 0 <= limit', retry)
  check(
    isFunction(retry) || Object.keys(others).length === 0,
    'retry',
    'must have no other names than base, cap, limit',
    retry,
  )
  check(isFunction(decode) || Object.values(decode ?? {}).every(isFunction), 'decode', 'must have functions', decode)
  const idempotencyKey = once(options.idempotencyKey)
  checkRequest({ ...options, idempotencyKey })
  return {
    ...options,
    body: options.body ?? undefined,
    idempotencyKey,
    idleTimeout: once<number | Rhythm | undefined>(options.idleTimeout),
    tap: once(options.observer),
    url: resolveUrl(url, page.baseURL),
    retry: { base, cap, limit },
    renewable: () => isFunction(headers) && (headers as StandIn).isRenewable?.() !== false,
    clock,
    random,
    page,
  }
}

/** What a function is asked for but once. */
function once<Value>(source: Value | (() => Value)): Value {
  return isFunction(source) ? source() : source
}

const aFunction = 'a function'
const aNumber = 'a number'
const aString = 'a string'
const anObject = 'an object'

/** What each option must be, in words: the type of its value is one of them, or the value itself in quotes. */
const expected: Readonly<Record<string, string>> = {
  connectTimeout: aNumber,
  decode: `${aFunction} or ${anObject}`,
  decodeErrors: "'skip' or 'fail'",
  dedupe: aFunction,
  eventTimeout: aNumber,
  fetch: aFunction,
  gap: "'restart' or 'close'",
  gapEvent: aString,
  headers: `${aFunction} or ${anObject}`,
  idempotencyKey: `${aFunction} or ${aString}`,
  identity: aString,
  idleTimeout: `${aFunction} or ${aNumber}`,
  lastEventId: aString,
  linger: aNumber,
  maxEventSize: aNumber,
  method: aString,
  observer: aFunction,
  onError: aFunction,
  onGap: aFunction,
  onStateChange: aFunction,
  platform: anObject,
  resumable: 'a boolean',
  resume: aFunction,
  retry: `${aFunction} or ${anObject}`,
  signal: anObject,
  until: `${aFunction} or ${aString}`,
  whenHidden: "'keep' or 'pause'",
} satisfies Record<Exclude<keyof EventStreamOptions, 'body' | (typeof passedThrough)[number]>, string>

function checkValue([option, value]: [string, unknown]): void {
  const words = Object.hasOwn(expected, option) ? expected[option] : undefined
  if (words === undefined) {
    check(['body', ...passedThrough].includes(option), option, 'is not an option', value)
  } else if (value !== undefined) {
    const isExpected = words.includes(typeof value) || (typeof value === 'string' && words.includes(`'${value}'`))
    check(isExpected && value !== null, option, `must be ${words}`, value)
    const least = option === 'maxEventSize' ? 1 : 0
    check(typeof value !== 'number' || value >= least, option, `must be ${least} or more`, value)
  }
}

/** What belongs together, and what the platform knows better. */
function checkRequest(options: EventStreamOptions<Decode | undefined> & { idempotencyKey: string | undefined }): void {
  const { method, resumable, signal, idempotencyKey } = options
  // As in fetch, null is no body.
  const body = options.body ?? undefined
  const { Request } = globalThis as Partial<typeof globalThis>
  check(!signal || 'aborted' in signal, 'signal', 'must be an AbortSignal', signal)
  check(!resumable || !isStream(body), 'body', 'must be a function that gives a new stream for each attempt', body)
  try {
    const content = isFunction(body) || isStream(body) ? '' : toFetchBody(body as RequestBody | undefined).content
    // Without the signal: a request would listen to it for as long as it lives.
    const init = {
      ...options,
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      body: content,
      headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
      signal: null,
    }
    // A runtime may have a fetch injected, and no more than that.
    void (Request && new Request('https://localhost', init as RequestInit))
  } catch (cause) {
    check(false, 'request', `must be one that fetch can send (${String(cause)})`, {})
  }
}

function resolveUrl(url: string | URL, baseURL: string | undefined): string {
  check(typeof url === 'string' || url instanceof URL, 'url', 'must be a string or a URL', url)
  let parsed: URL | undefined
  try {
    parsed = new URL(url, baseURL)
  } catch {
    // What stands before an @ may be a password.
    const shown = String(url).includes('@') ? {} : url
    check(false, 'url', `must be ${baseURL ? 'a URL' : 'absolute where there is no page'}`, shown)
  }
  const { protocol, username, password, href } = parsed as URL
  check(/^https?:$/.test(protocol), 'url', 'must be http: or https:', protocol)
  check(!username && !password, 'url', 'must have no credentials: send them in headers', {})
  return href
}

function isFunction(value: unknown): value is (...args: never[]) => unknown {
  return typeof value === 'function'
}

/** Shows what came only where it cannot be a secret. @throws EventStreamError `invalid-option` */
export function check(isRight: boolean, option: string, rule: string, value: unknown): void {
  if (!isRight) {
    const isSecret = Object(value) === value || (option === 'headers' && value)
    const got = isSecret ? typeof value : typeof value === 'string' ? JSON.stringify(value) : String(value)
    throw new EventStreamError('invalid-option', `Cannot create event stream: ${option} ${rule}, got ${got}`, {
      option,
    })
  }
}
