import { createEventStream, EventStreamError } from '@linefeed/client'
import { describe, expect, test, vi } from 'vitest'
import { createScene } from './support/scene.ts'

/** What callers without types may do. */
const createUnchecked = createEventStream as (url: unknown, options?: unknown) => unknown

function refusalOf(url: unknown, options?: unknown): EventStreamError<'invalid-option'> {
  try {
    createUnchecked(url, options)
  } catch (error) {
    if (error instanceof EventStreamError && error.code === 'invalid-option') {
      return error
    }
    throw error
  }
  throw new Error('Cannot find refusal: nothing was thrown')
}

const url = 'https://example.com/events'

describe('URL', () => {
  test.each([
    ['/events', 'url must be absolute where there is no page, got "/events"'],
    ['', 'url must be absolute where there is no page, got ""'],
    [undefined, 'url must be a string or a URL, got undefined'],
    [null, 'url must be a string or a URL, got null'],
    [42, 'url must be a string or a URL, got 42'],
    ['ws://example.com', 'url must be http: or https:, got "ws:"'],
    ['javascript:alert(1)', 'url must be http: or https:, got "javascript:"'],
  ])('%j: is refused', (given, rule) => {
    expect(refusalOf(given).message).toBe(`Cannot create event stream: ${rule}`)
    expect(refusalOf(given).option).toBe('url')
  })

  test('credentials in what is no URL: are shown nowhere', () => {
    expect(refusalOf('https://user:secret@example.com:99999/', {}).message).not.toMatch(/secret/)
  })

  test('credentials: are refused, and shown nowhere', () => {
    expect(refusalOf('https://user:secret@example.com/').message).toContain('no credentials')
    expect(refusalOf('https://user:secret@example.com/').message).not.toContain('secret')
  })

  test('URL object: is taken', () => {
    expect(() => createEventStream(new URL(url))).not.toThrow()
  })
})

describe('options', () => {
  test.each([
    ['idleTimeout', '45s', 'got "45s"'],
    ['idleTimeout', -1, 'got -1'],
    ['connectTimeout', Number.NaN, 'got NaN'],
    ['eventTimeout', () => 0, 'got function'],
    ['maxEventSize', 0, 'got 0'],
    ['maxEventSize', 0.5, 'must be 1 or more, got 0.5'],
    ['linger', null, 'got null'],
    ['method', 42, 'got 42'],
    ['headers', 'authorization: secret', 'got string'],
    ['resumable', 'yes', 'got "yes"'],
    ['retry', 3, 'got 3'],
    ['retry', { base: 0 }, 'got object'],
    ['retry', { base: 5_000, cap: 1_000 }, 'got object'],
    ['retry', { limit: -1 }, 'got object'],
    ['retry', { base: '1s' }, 'got object'],
    ['retry', { retries: 3 }, 'must have no other names than base, cap, limit, got object'],
    ['identity', 7, 'got 7'],
    ['gap', 'ignore', 'got "ignore"'],
    ['whenHidden', true, 'got true'],
    ['decode', { price: {} }, 'must have functions, got object'],
    ['decode', null, 'got null'],
    ['until', /x/, 'must be a function or a string, got object'],
    ['signal', 'now', 'got "now"'],
    ['signal', {}, 'must be an AbortSignal, got object'],
    ['fetch', 'fetch', 'got "fetch"'],
    ['lastEventId', 7, 'got 7'],
    ['onError', {}, 'got object'],
  ])('%s: %j is refused', (option, value, got) => {
    const refusal = refusalOf(url, { [option]: value })
    expect(refusal.option).toBe(option)
    expect(refusal.message).toContain(got)
    expect(refusal.message).not.toContain('secret')
  })

  test('unknown option: is refused by name', () => {
    expect(refusalOf(url, { retries: 3 }).message).toBe('Cannot create event stream: retries is not an option, got 3')
    expect(refusalOf(url, { toString: 1 }).option).toBe('toString')
  })

  test('idempotency key that no header can carry: is refused', () => {
    expect(refusalOf(url, { idempotencyKey: 'ключ' }).option).toBe('request')
    expect(refusalOf(url, { idempotencyKey: () => 'two\nlines' }).option).toBe('request')
  })

  test.each([['price'], ['price', {}], [undefined], [{}]])('on(%j, %j): a listener must be a function', (...given) => {
    const stream = createEventStream(url)
    expect(() => (stream.on as (...args: unknown[]) => void)(...given)).toThrow(
      expect.objectContaining({ code: 'invalid-option', option: 'listener' }),
    )
    expect(stream.state.phase).toBe('idle')
  })

  test('undefined: is as if not given', () => {
    const names = ['idleTimeout', 'headers', 'retry', 'signal', 'until', 'lastEventId', 'gap', 'body', 'method']
    expect(() => createUnchecked(url, Object.fromEntries(names.map((name) => [name, undefined])))).not.toThrow()
  })

  test('caller who wants it fast: 1 ms is legal', () => {
    expect(() => createEventStream(url, { retry: { base: 1, cap: 1 } })).not.toThrow()
  })

  test('base above the default cap: raises the cap with it', () => {
    expect(() => createEventStream(url, { retry: { base: 60_000 } })).not.toThrow()
  })
})

describe('body', () => {
  test('GET with a body: is refused', () => {
    expect(refusalOf(url, { method: 'GET', body: {} }).message).toMatch(/must be one that fetch can send .*GET/)
    expect(refusalOf(url, { method: 'GET', body: () => '' }).option).toBe('request')
  })

  test('empty text: is a body', async () => {
    const scene = await createScene({ body: '' })
    const { request } = scene.server.latest
    expect([request.method, request.headers.get('content-type')]).toEqual(['POST', 'text/plain;charset=UTF-8'])
    expect(await request.text()).toBe('')
  })

  test('stream for a resumable request: is refused, with what to do', () => {
    const refusal = refusalOf(url, { body: new ReadableStream(), resumable: true })
    expect(refusal.message).toContain('must be a function that gives a new stream for each attempt')
  })

  test('what JSON cannot say: is refused', () => {
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    expect(refusalOf(url, { body: circular }).message).toContain('circular')
    expect(refusalOf(url, { body: { count: 1n } }).message).toContain('BigInt')
  })

  test.each([{ method: 'GET /' }, { mode: 'corss' }, { credentials: 'yes' }, { referrer: 'http://[' }])(
    '%j: is refused by the platform itself',
    (options) => {
      expect(refusalOf(url, options).message).toContain('must be one that fetch can send (TypeError')
    },
  )
})

test('retry: a mock is a function, whatever it has', () => {
  expect(() => createEventStream('https://example.com', { retry: vi.fn<() => number>(() => 100) })).not.toThrow()
})
