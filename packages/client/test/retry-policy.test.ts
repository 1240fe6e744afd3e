import { EventStreamError } from '@linefeed/client'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  backoff,
  clampReconnectionTime,
  retryDelay,
  shortestInterval,
  type RetrySettings,
} from '../src/session/retry-policy.ts'
import { parseRetryAfter } from '../src/connection/retry-after.ts'

const day = 24 * 60 * 60 * 1_000
const settings = fc
  .record({
    base: fc.double({ min: 1, max: 60_000, noNaN: true }),
    more: fc.double({ min: 0, max: 600_000, noNaN: true }),
  })
  .map(({ base, more }): RetrySettings => ({ base, cap: base + more, limit: Infinity }))
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const failures = fc.integer({ min: 1, max: 2_000 })
const cut = new EventStreamError('connection-lost', 'cut', {})
const unavailable = (retryAfter: number): EventStreamError =>
  new EventStreamError('http-status', 'unavailable', { status: 503, retryAfter })

describe('retry policy', () => {
  test('failure: the wait is between 0 and the cap, and the same for the same chance', () => {
    fc.assert(
      fc.property(settings, chance, failures, (retry, luck, count) => {
        const context = { failure: cut, failures: count, reconnectionTime: retry.base }
        const delay = retryDelay(context, retry, () => luck)
        expect(delay).toBeGreaterThanOrEqual(0)
        expect(delay).toBeLessThanOrEqual(retry.cap)
        expect(retryDelay(context, retry, () => luck)).toBe(delay)
      }),
    )
  })

  test('ceiling: never falls with more failures, and reaches the cap', () => {
    fc.assert(
      fc.property(settings, failures, (retry, count) => {
        expect(backoff(count + 1, retry.base, retry)).toBeGreaterThanOrEqual(backoff(count, retry.base, retry))
        expect(backoff(2_000, retry.base, retry)).toBe(retry.cap)
      }),
    )
  })

  test('full jitter: chance spreads the waits over the whole of the ceiling', () => {
    fc.assert(
      fc.property(settings, failures, (retry, count) => {
        const context = { failure: cut, failures: count, reconnectionTime: retry.base }
        const ceiling = backoff(count, retry.base, retry)
        expect(retryDelay(context, retry, () => 0)).toBe(0)
        expect(retryDelay(context, retry, () => 0.5)).toBeCloseTo(ceiling / 2)
      }),
    )
  })

  test('clean end after events: half to one and a half reconnection times below the cap, whatever the count', () => {
    fc.assert(
      fc.property(settings, chance, fc.nat(), (retry, luck, count) => {
        const context = { failure: undefined, failures: count, reconnectionTime: retry.base }
        const delay = retryDelay(context, retry, () => luck)
        expect(delay).toBeGreaterThanOrEqual(retry.base / 2)
        expect(delay).toBeLessThanOrEqual(Math.min(retry.base * 1.5, retry.cap))
        expect(retryDelay(context, retry, () => 0)).toBe(retry.base / 2)
        expect(retryDelay(context, retry, () => 1)).toBeCloseTo(Math.min(retry.base * 1.5, retry.cap))
      }),
    )
  })

  test('Retry-After: is waited out in full, and spread over as long again or the ceiling, up to the cap', () => {
    fc.assert(
      fc.property(settings, chance, failures, fc.integer({ min: 0, max: day }), (retry, luck, count, asked) => {
        const context = { failure: unavailable(asked), failures: count, reconnectionTime: retry.base }
        const delay = retryDelay(context, retry, () => luck) ?? -1
        expect(delay).toBeGreaterThanOrEqual(asked)
        expect(delay).toBeLessThanOrEqual(asked + retry.cap)
        const spread = Math.max(Math.min(asked, retry.cap), backoff(count, retry.base, retry))
        expect(retryDelay(context, retry, () => 0.5)).toBeCloseTo(asked + spread / 2)
      }),
    )
  })

  test('what the server asks by retry: stays within what the caller allows', () => {
    const asked = fc.oneof(fc.nat(), fc.constantFrom(0, 1, 2 ** 31, 2 ** 53, Infinity, Number('9'.repeat(400))))
    fc.assert(
      fc.property(settings, asked, (retry, time) => {
        const clamped = clampReconnectionTime(time, retry)
        expect(clamped).toBeGreaterThanOrEqual(shortestInterval(retry))
        expect(clamped).toBeLessThanOrEqual(retry.cap)
      }),
    )
  })

  test('limit: so many failures are tried again, and not one more', () => {
    fc.assert(
      fc.property(settings, fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 60 }), (retry, limit, count) => {
        const context = { failure: cut, failures: count, reconnectionTime: retry.base }
        expect(retryDelay(context, { ...retry, limit }, () => 0.5) === undefined).toBe(count > limit)
      }),
    )
  })
})

describe('Retry-After', () => {
  const now = Date.UTC(2026, 0, 1)

  test('seconds: any number of them is 0 to 24 hours', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 400n }), (seconds) => {
        const delay = parseRetryAfter(String(seconds), now)
        expect(delay).toBe(seconds > 86_400n ? day : Number(seconds) * 1_000)
      }),
    )
  })

  test('dates: are taken from now on', () => {
    expect(parseRetryAfter('Thu, 01 Jan 2026 00:01:00 GMT', now)).toBe(60_000)
    expect(parseRetryAfter('Thu, 01 Jan 2015 00:01:00 GMT', now)).toBe(0)
    expect(parseRetryAfter('Thu, 01 Jan 2099 00:01:00 GMT', now)).toBe(day)
  })

  test.each([null, '', 'soon', '1.5.2', 'NaN', '-5', '1e3', '0x10'])('%j: says nothing', (value) => {
    expect(parseRetryAfter(value, now)).toBeUndefined()
  })
})
