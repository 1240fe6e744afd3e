// What callers may say → settings with nothing left to guess. Everything wrong is found here, before anything is sent.
import type { ServerSentEvent } from '@linefeed/parser'
import type { AttemptOptions } from './connection/attempt.ts'
import { isStream, toFetchBody, type RequestBody } from './connection/request.ts'
import { EventStreamError } from './errors.ts'
import { systemClock, type Clock } from './platform/clock.ts'
import { currentPage, type Page } from './platform/page.ts'
import type { Decode } from './readers/events.ts'
import type { Gap, SessionSettings } from './session/contract.ts'
import type { ResumeOptions } from './session/resume.ts'
import type { RetryOptions, RetryPolicy } from './session/retry-policy.ts'
import type { EventStreamState } from './session/state.ts'

export interface EventStreamOptions<D extends Decode | undefined = Decode | undefined>
  extends Omit<AttemptOptions, 'url' | 'hint' | 'resume'>, ResumeOptions {
  /** `json()`, `json(schema)` or a function of your own, for all events or per event type. Without it, data is text. */
  decode?: D | undefined
  /** What happens to an event that `decode` refuses; it is reported in either case. @defaultValue `'skip'` */
  decodeErrors?: 'skip' | 'fail' | undefined
  /** The position to start from. @defaultValue `''`, the start of the stream */
  lastEventId?: string | undefined
  /** How attempts follow each other, or a policy of your own. */
  retry?: RetryOptions | RetryPolicy | undefined
  /**
   * The event that says "finished": its type, or a function that knows it; `'discard'` ends without delivering it.
   * With it, a response that ends before is a failure, not an end.
   */
  until?: string | ((event: ServerSentEvent) => boolean | 'discard') | undefined
  /** Called once per stream; the function it gives says of each event whether readers have had it already. */
  dedupe?: (() => (event: ServerSentEvent) => boolean) | undefined
  /** What to do when the server cannot continue from the position: start anew without one, or stop. @defaultValue `'restart'` */
  gap?: 'restart' | 'close' | undefined
  /** Type of the event by which the server says that it cannot continue; 409, 410 and 412 always say so. */
  gapEvent?: string | undefined
  /** What a stream does while its page is hidden. @defaultValue `'keep'` */
  whenHidden?: 'keep' | 'pause' | undefined
  /** Milliseconds a stream stays open after its last reader left. @defaultValue `0` */
  linger?: number | undefined
  /** Closes the stream when it aborts. */
  signal?: AbortSignal | undefined
  /** Hears that events were lost, before the stream goes on. */
  onGap?: ((gap: Gap) => void) | undefined
  onStateChange?: ((state: EventStreamState) => void) | undefined
  /** Hears every failure, also those that are retried, and what your own functions threw. */
  onError?: ((error: EventStreamError) => void) | undefined
  /** Stand-ins for what the platform does, for tests. */
  platform?: { clock?: Clock; page?: Page; random?: () => number } | undefined
}

/** The settings of the session, its callbacks still as they were given. */
export type CheckedOptions = Omit<SessionSettings, 'until' | 'isDuplicate' | 'retryPolicy'>

/** @throws EventStreamError `invalid-option` */
export function checkOptions(url: string | URL, options: EventStreamOptions): CheckedOptions {
  for (const [option, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, option) ? rules[option as keyof typeof rules] : undefined
    if (!rule) {
      throw invalid(option, 'is not an option', value)
    }
    if (value !== undefined && !rule.allows(value)) {
      throw invalid(option, `must be ${rule.says}`, value)
    }
  }
  const { body, method, resumable, retry, platform, idempotencyKey, ...rest } = options
  const takesNoBody = method !== undefined && /^(GET|HEAD)$/i.test(method)
  if (takesNoBody && body !== undefined) {
    throw invalid('body', `cannot go with ${method}`, body)
  }
  if (resumable && isStream(body)) {
    throw invalid('body', 'must be a function that gives a new stream for each attempt of a resumable request', body)
  }
  if (typeof body !== 'function') {
    checkBody(body)
  }
  const page = platform?.page ?? currentPage()
  return {
    gap: 'restart',
    lastEventId: '',
    whenHidden: 'keep',
    gapEvent: undefined,
    ...withoutUndefined(rest),
    method,
    body,
    resumable,
    idempotencyKey: typeof idempotencyKey === 'function' ? idempotencyKey() : idempotencyKey,
    url: checkUrl(url, page.baseURL),
    retry: { base: 1_000, cap: 30_000, limit: Infinity, ...(typeof retry === 'object' && withoutUndefined(retry)) },
    renewable: typeof options.headers === 'function',
    clock: platform?.clock ?? systemClock,
    random: platform?.random ?? Math.random,
    page,
  }
}

interface Rule {
  readonly says: string
  readonly allows: (value: unknown) => boolean
}

const isFunction = (value: unknown): boolean => typeof value === 'function'
const isString = (value: unknown): boolean => typeof value === 'string'
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
const isAtLeast = (least: number, value: unknown): boolean => typeof value === 'number' && value >= least

const anything: Rule = { says: 'anything', allows: () => true }
const aFunction: Rule = { says: 'a function', allows: isFunction }
const aString: Rule = { says: 'a string', allows: isString }
const aBoolean: Rule = { says: 'a boolean', allows: (value) => typeof value === 'boolean' }
const aDuration: Rule = { says: 'a number of milliseconds, 0 or more', allows: (value) => isAtLeast(0, value) }
const oneOf = (...words: string[]): Rule => ({
  says: words.map((word) => `'${word}'`).join(' or '),
  allows: (value) => words.includes(value as string),
})
const either = (one: Rule, other: Rule): Rule => ({
  says: `${one.says} or ${other.says}`,
  allows: (value) => one.allows(value) || other.allows(value),
})

const retry: Rule = {
  says: 'a function, or { base, cap, limit } with base above 0, cap not below base and limit 0 or more',
  allows(value) {
    const { base = 1_000, cap = Math.max(30_000, base), limit = 0 } = (value ?? {}) as RetryOptions
    return isFunction(value) || (isObject(value) && base > 0 && isAtLeast(base, cap) && isAtLeast(0, limit))
  },
}

const rules: Record<keyof EventStreamOptions, Rule> = {
  body: anything,
  cache: aString,
  connectTimeout: aDuration,
  credentials: aString,
  decode: {
    says: 'a function, or functions by event type',
    allows: (value) => isFunction(value) || (isObject(value) && Object.values(value as object).every(isFunction)),
  },
  decodeErrors: oneOf('skip', 'fail'),
  dedupe: aFunction,
  eventTimeout: aDuration,
  fetch: aFunction,
  gap: oneOf('restart', 'close'),
  gapEvent: aString,
  headers: either(aFunction, { says: 'headers', allows: isObject }),
  idempotencyKey: either(aFunction, aString),
  idleTimeout: either(aFunction, aDuration),
  integrity: aString,
  lastEventId: aString,
  linger: aDuration,
  maxEventSize: { says: 'a number of bytes, 1 or more', allows: (value) => isAtLeast(1, value) },
  method: {
    says: 'an HTTP method',
    allows: (value) => isString(value) && /^[!#$%&'*+.^_`|~\w-]+$/.test(value as string),
  },
  mode: aString,
  onError: aFunction,
  onGap: aFunction,
  onStateChange: aFunction,
  platform: { says: 'an object', allows: isObject },
  priority: aString,
  redirect: aString,
  referrer: aString,
  referrerPolicy: aString,
  resumable: aBoolean,
  resume: aFunction,
  retry,
  signal: { says: 'an AbortSignal', allows: (value) => isObject(value) && 'aborted' in (value as object) },
  until: either(aFunction, aString),
  whenHidden: oneOf('keep', 'pause'),
}

function checkBody(body: RequestBody | undefined): void {
  try {
    toFetchBody(body)
  } catch (cause) {
    throw invalid('body', `must be valid JSON (${String(cause)})`, body)
  }
}

function checkUrl(url: unknown, baseURL: string | undefined): string {
  if (!isString(url) && !(url instanceof URL)) {
    throw invalid('url', 'must be a string or a URL', url)
  }
  let parsed: URL
  try {
    parsed = new URL(url as string, baseURL)
  } catch {
    throw invalid('url', baseURL ? 'must be a URL' : 'must be an absolute URL where there is no page', url)
  }
  if (!/^https?:$/.test(parsed.protocol)) {
    throw invalid('url', 'must be http: or https:', parsed.protocol)
  }
  if (parsed.username || parsed.password) {
    throw invalid('url', 'must have no credentials: send them in headers', {})
  }
  return parsed.href
}

/** Shows what came, but nothing that may be secret: headers and bodies only by their type. */
function invalid(option: string, rule: string, value: unknown): EventStreamError<'invalid-option'> {
  const isShown = option !== 'headers' && option !== 'body' && (value === null || /^[bnsu]/.test(typeof value))
  const got = isShown ? (isString(value) ? JSON.stringify(value) : String(value)) : typeof value
  return new EventStreamError('invalid-option', `Cannot create event stream: ${option} ${rule}, got ${got}`, { option })
}

function withoutUndefined<T extends object>(options: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never
}
