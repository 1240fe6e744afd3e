// What callers say → settings with nothing left to guess. Everything wrong is found here, before anything is sent.
import { isStream, passedThrough, toFetchBody, type RequestBody } from './connection/request.ts'
import { EventStreamError } from './errors.ts'
import type { EventStreamOptions } from './options.ts'
import { systemClock } from './platform/clock.ts'
import { currentPage } from './platform/page.ts'
import type { SessionSettings } from './session/contract.ts'
import type { RetryOptions } from './session/retry-policy.ts'

/** The settings of a session, but for the functions that need guarding. */
export type CheckedOptions = Omit<SessionSettings, 'until' | 'isDuplicate' | 'retryPolicy'>

/** @throws EventStreamError `invalid-option` */
export function checkOptions(url: string | URL, options: EventStreamOptions): CheckedOptions {
  checkValues(options)
  checkRequest(options)
  const { gap = 'restart', lastEventId = '', whenHidden = 'keep', gapEvent, idempotencyKey, idleTimeout } = options
  const { clock = systemClock, page = currentPage(), random = Math.random } = options.platform ?? {}
  return {
    ...options,
    gap,
    gapEvent,
    lastEventId,
    whenHidden,
    idempotencyKey: isFunction(idempotencyKey) ? idempotencyKey() : idempotencyKey,
    idleTimeout: typeof idleTimeout === 'function' ? idleTimeout() : idleTimeout,
    tap: options.observer?.(),
    url: checkUrl(url, page.baseURL),
    retry: retrySettings(options.retry),
    renewable: isFunction(options.headers),
    clock,
    random,
    page,
  }
}

type Rule = readonly [names: readonly string[], says: string, allows: (value: unknown) => boolean]

const isFunction = (value: unknown): value is () => string => typeof value === 'function'
const isString = (value: unknown): value is string => typeof value === 'string'
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const isAtLeast = (least: number, value: unknown): boolean => typeof value === 'number' && value >= least
const isDuration = (value: unknown): boolean => isAtLeast(0, value)
const oneOf = (name: string, ...words: string[]): Rule => [
  [name],
  `'${words.join("' or '")}'`,
  (value) => words.includes(value as string),
]

const rules: readonly Rule[] = [
  [['connectTimeout', 'eventTimeout', 'linger'], 'milliseconds from 0', isDuration],
  [['idleTimeout'], 'milliseconds from 0 or a function', (value) => isDuration(value) || isFunction(value)],
  [['maxEventSize'], 'bytes from 1', (value) => isAtLeast(1, value)],
  [['dedupe', 'fetch', 'observer', 'onError', 'onGap', 'onStateChange', 'resume'], 'a function', isFunction],
  [['gapEvent', 'lastEventId', 'method'], 'a string', isString],
  [['idempotencyKey', 'until'], 'a string or a function', (value) => isString(value) || isFunction(value)],
  [['headers'], 'headers or a function', (value) => isObject(value) || isFunction(value)],
  [['resumable'], 'a boolean', (value) => typeof value === 'boolean'],
  [
    ['decode'],
    'a function, or functions by event type',
    (value) => isFunction(value) || (isObject(value) && Object.values(value).every(isFunction)),
  ],
  [['retry'], 'a function, or { base > 0, cap >= base, limit >= 0 }', isRetry],
  [['signal'], 'an AbortSignal', (value) => isObject(value) && 'aborted' in value],
  [['platform'], 'an object', isObject],
  [['body', ...passedThrough], '', () => true],
  oneOf('decodeErrors', 'skip', 'fail'),
  oneOf('gap', 'restart', 'close'),
  oneOf('whenHidden', 'keep', 'pause'),
]

function checkValues(options: object): void {
  for (const [option, value] of Object.entries(options)) {
    const rule = rules.find(([names]) => names.includes(option))
    if (!rule) {
      throw invalid(option, 'is not an option', value)
    }
    const [, says, allows] = rule
    if (value !== undefined && !allows(value)) {
      throw invalid(option, `must be ${says}`, value)
    }
  }
}

function retrySettings(retry: EventStreamOptions['retry']): Required<{ [Key in keyof RetryOptions]: number }> {
  const { base = 1_000, cap = Math.max(30_000, base), limit = Infinity } = (retry ?? {}) as RetryOptions
  return { base, cap, limit }
}

function isRetry(value: unknown): boolean {
  const { base, cap, limit } = retrySettings(value as RetryOptions)
  return isFunction(value) || (isObject(value) && base > 0 && isAtLeast(base, cap) && isDuration(limit))
}

/** What belongs together, and what only the platform can judge. */
function checkRequest(options: EventStreamOptions): void {
  const { method, body, resumable } = options
  if (resumable && isStream(body)) {
    throw invalid('body', 'must be a function that gives a new stream for each attempt', body)
  }
  try {
    const isMadeLater = isFunction(body) || isStream(body)
    const content = isMadeLater ? '' : toFetchBody(body as RequestBody | undefined).content
    const init = { ...options, method: method ?? (body ? 'POST' : 'GET'), body: content, headers: {}, signal: null }
    void new Request('https://localhost', init as RequestInit)
  } catch (cause) {
    throw invalid('request', `must be one that fetch can send (${String(cause)})`, {})
  }
}

function checkUrl(url: unknown, baseURL: string | undefined): string {
  if (!isString(url) && !(url instanceof URL)) {
    throw invalid('url', 'must be a string or a URL', url)
  }
  let parsed: URL
  try {
    parsed = new URL(url, baseURL)
  } catch {
    throw invalid('url', `must be ${baseURL ? 'a URL' : 'absolute where there is no page'}`, url)
  }
  const { protocol, username, password, href } = parsed
  if (!/^https?:$/.test(protocol)) {
    throw invalid('url', 'must be http: or https:', protocol)
  }
  if (username || password) {
    throw invalid('url', 'must have no credentials: send them in headers', {})
  }
  return href
}

/** Shows what came only where it cannot be a secret. */
function invalid(option: string, rule: string, value: unknown): EventStreamError<'invalid-option'> {
  const isShown = option !== 'headers' && option !== 'body' && !isObject(value) && !isFunction(value)
  const got = isString(value) && isShown ? JSON.stringify(value) : isShown ? String(value) : typeof value
  return new EventStreamError('invalid-option', `Cannot create event stream: ${option} ${rule}, got ${got}`, { option })
}
