// Where ours does not do what @microsoft/fetch-event-source 2.0.1 does: theirs is seen to fail, ours to hold.
// Each is a row of the README's table, by the same name.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { FetchEventSourceOptions } from '@linefeed/fetch-event-source'
import { mockEventStream, mockFetch } from '@linefeed/msw/fetch'
import { describe, expect, test, vi } from 'vitest'
import { createInstantClock } from './support/instant-clock.ts'
import { broken, implementations, open, play, stream, type Scenario } from './support/lab.ts'
import { standInForPage } from './support/browser.ts'

type Who = keyof typeof implementations

interface Departure {
  readonly show: (who: Who) => Promise<unknown>
  readonly theirs: unknown
  readonly ours: unknown
}

/** The log of a scenario in which failures are retried at once, three times at most. */
function log(scenario: Scenario): (who: Who) => Promise<string[]> {
  let failures = 0
  const init = (stage: Parameters<NonNullable<Scenario['init']>>[0]): object => ({
    onmessage: ({ data }: { data: string }) => stage.log.push(data),
    onerror(error: unknown) {
      if (++failures === 3) {
        throw error
      }
      return 1
    },
    ...scenario.init?.(stage),
  })
  return async (who) => {
    failures = 0
    return play(who, { ...scenario, init })
  }
}

const messages = (text: string): ((who: Who) => Promise<string[]>) =>
  log({
    answers: [stream(text)],
    init: (stage) => ({
      onmessage: ({ event, data, id }) => void stage.log.push([event, data, id].join('|')),
    }),
  })

/** The waits of a client whose requests are answered by `body` five times, and then refused. */
async function waits(who: Who, body: string, random: number): Promise<number[]> {
  standInForPage()
  const clock = createInstantClock()
  const window = {
    setTimeout: (callback: () => void, delay: number) => clock.schedule(delay, callback),
    clearTimeout: () => {},
  }
  vi.stubGlobal('window', window)
  const mock = mockEventStream('http://x/')
  mock.script([{ raw: body }, 'end'])
  const init = {
    fetch: mockFetch(mock),
    onclose() {
      throw new Error('closed')
    },
    onerror(error: unknown) {
      if (mock.requests.length === 6) {
        throw error
      }
    },
    platform: { clock, random: () => random },
  }
  await implementations[who]('http://x/', init).catch(() => {})
  return clock.delays
}

const reconnectionTimes = ['0', '10', '-5', '10abc', '1e3', '99999999999']

const departures: Record<string, Departure> = {
  'an event is cut after its `id:` line': {
    show: log({ answers: [broken('id: 1\ndata: a\n\nid: 2\ndata: cu'), stream('data: end\n\n')] }),
    theirs: ['GET', 'a', 'GET after 2', 'end', 'resolved'],
    ours: ['GET', 'a', 'GET after 1', 'end', 'resolved'],
  },
  'an ID is not Latin-1': {
    show: log({ answers: [broken('id: ключ\ndata: a\n\n'), stream('data: b\n\n')] }),
    theirs: ['GET', 'a', expect.stringMatching(/^rejected TypeError/)],
    ours: ['GET', 'a', 'GET after ключ', 'b', 'resolved'],
  },
  'an ID is Latin-1, but not ASCII': {
    show: log({ answers: [broken('id: é\ndata: a\n\n'), stream('data: b\n\n')] }),
    theirs: ['GET', 'a', 'GET after \uFFFD', 'b', 'resolved'],
    ours: ['GET', 'a', 'GET after é', 'b', 'resolved'],
  },
  'an ID has a NUL': {
    show: log({ answers: [broken('id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n'), stream('data: c\n\n')] }),
    theirs: ['GET', 'a', 'b', expect.stringMatching(/^rejected TypeError/)],
    ours: ['GET', 'a', 'b', 'GET after 1', 'c', 'resolved'],
  },
  'one event comes in many small chunks': {
    async show(who) {
      standInForPage()
      const size = 1024 * 256
      const body = new TextEncoder().encode(`data: ${'x'.repeat(size)}\n\n`)
      const mock = mockEventStream('http://x/')
      mock.script([{ split: body, at: Array.from({ length: size / 256 }, (_, index) => index * 256) }, 'end'])
      let copied = 0
      const set = vi.spyOn(Uint8Array.prototype, 'set').mockImplementation(function (this: Uint8Array, source, offset) {
        copied += source.length
        for (let index = 0; index < source.length; index++) {
          this[index + (offset ?? 0)] = source[index] ?? 0
        }
      })
      const heard: number[] = []
      try {
        await implementations[who]('http://x/', {
          fetch: mockFetch(mock),
          onmessage: ({ data }) => void heard.push(data.length),
        })
      } finally {
        set.mockRestore()
      }
      return { heard, isQuadratic: copied > 10 * size }
    },
    theirs: { heard: [1024 * 256], isQuadratic: true },
    ours: { heard: [1024 * 256], isQuadratic: false },
  },
  '`retry:` is no number, too small or too large': {
    async show(who) {
      const all: number[] = []
      for (const time of reconnectionTimes) {
        all.push(...(await waits(who, `retry: ${time}\ndata: x\n\n`, 0)))
      }
      // Beyond 2^31-1, platforms call back at once.
      return { storms: all.some((delay) => delay < 350 || delay > 2 ** 31 - 1) }
    },
    theirs: { storms: true },
    ours: { storms: false },
  },
  'nothing but failures': {
    show: (who) => waits(who, '', 1),
    theirs: [1_000, 1_000, 1_000, 1_000, 1_000],
    ours: [1_000, 2_000, 4_000, 8_000, 16_000],
  },
  'a callback throws': {
    async show(who) {
      let sockets: ReadonlySet<unknown> = new Set()
      const lines = await log({
        answers: [open('data: a\n\n')],
        init: () => ({
          onmessage() {
            throw new Error('mine')
          },
        }),
        async direct({ server }) {
          sockets = server.sockets
          if (who === 'ours') {
            // Would wait for ever for a socket that stays.
            await server.idle()
          }
        },
      })(who)
      return { requests: lines.filter((line) => line === 'GET').length, leaks: sockets.size > 1 }
    },
    theirs: { requests: 3, leaks: true },
    ours: { requests: 3, leaks: false },
  },
  'a stream is over, its signal lives on': {
    async show(who) {
      let listeners = 0
      await play(who, {
        answers: [stream('data: a\n\n')],
        init({ controller: { signal } }) {
          const { addEventListener, removeEventListener } = signal
          signal.addEventListener = (...args: unknown[]) => {
            listeners++
            Reflect.apply(addEventListener, signal, args)
          }
          signal.removeEventListener = (...args: unknown[]) => {
            listeners--
            Reflect.apply(removeEventListener, signal, args)
          }
          return {}
        },
      })
      return listeners
    },
    theirs: 1,
    ours: 0,
  },
  'the signal has aborted already': {
    show: log({
      answers: [stream('data: a\n\n')],
      init: ({ controller }) => {
        controller.abort()
        return {}
      },
    }),
    theirs: ['GET', 'a', 'resolved'],
    ours: ['resolved'],
  },
  'the signal aborts between two events of a chunk': {
    show: log({
      answers: [open('data: a\n\ndata: b\n\n')],
      init: (stage) => ({
        onmessage({ data }) {
          stage.log.push(data)
          stage.controller.abort()
        },
      }),
    }),
    theirs: ['GET', 'a', 'b', 'resolved'],
    ours: ['GET', 'a', 'resolved'],
  },
  'the page is hidden and shown during a wait': {
    async show(who) {
      const lines = await log({
        answers: [broken('data: a\n\n'), open('data: b\n\n'), open('data: c\n\n')],
        init: (stage) => ({
          onerror() {
            setImmediate(() => {
              stage.page.show(false)
              stage.page.show(true)
            })
            return 20
          },
        }),
        async direct({ logged, controller }) {
          // Theirs makes one request because the page is shown, and another when the wait is over.
          await logged(who === 'theirs' ? 'c' : 'b')
          controller.abort()
        },
      })(who)
      return lines.filter((line) => line === 'GET').length
    },
    theirs: 3,
    ours: 2,
  },
  'the page is hidden and shown during a POST': {
    async show(who) {
      let finish = (): void => {}
      return log({
        answers: [
          (response, request) => {
            open('data: a\n\n')(response, request)
            finish = () => void response.end('data: b\n\n')
          },
          stream('data: again\n\n'),
        ],
        init: () => ({ method: 'POST', body: 'x' }),
        async direct({ page, logged }) {
          await logged('a')
          page.show(false)
          page.show(true)
          finish()
        },
      })(who)
    },
    theirs: ['POST x', 'a', 'POST x', 'again', 'resolved'],
    ours: ['POST x', 'a', 'b', 'resolved'],
  },
  'the page is hidden at the start': {
    show: (who) =>
      log({
        answers: [stream('data: a\n\n')],
        isVisible: false,
        async direct(stage) {
          await (who === 'theirs' ? stage.logged('a') : new Promise((turn) => setImmediate(turn)))
          stage.log.push('shown')
          stage.page.show(true)
        },
      })(who),
    theirs: expect.arrayContaining(['GET', 'a']),
    ours: ['shown', 'GET', 'a', 'resolved'],
  },
  '`headers` is a `Headers` object': {
    show: log({
      answers: [(response, request) => stream(`data: ${String(request.headers['x-token'])}\n\n`)(response, request)],
      init: () => ({ headers: new Headers({ 'x-token': 't' }) as never }),
    }),
    theirs: ['GET', 'undefined', 'resolved'],
    ours: ['GET', 't', 'resolved'],
  },
  'the `headers` record is changed between attempts': {
    show: log({
      answers: [
        (response, request) => broken(`data: ${String(request.headers['x-token'])}\n\n`)(response, request),
        (response, request) => stream(`data: ${String(request.headers['x-token'])}\n\n`)(response, request),
      ],
      init() {
        const headers = { 'x-token': 'old' }
        return {
          headers,
          onerror() {
            headers['x-token'] = 'new'
            return 1
          },
        }
      },
    }),
    theirs: ['GET', 'old', 'GET', 'old', 'resolved'],
    ours: ['GET', 'old', 'GET', 'new', 'resolved'],
  },
  'no `cache` is asked for': {
    show: log({
      answers: [stream('data: a\n\n')],
      init: (stage) => ({
        fetch(input, init) {
          stage.log.push(String(init?.cache))
          return fetch(input, init)
        },
      }),
    }),
    theirs: ['undefined', 'GET', 'a', 'resolved'],
    ours: ['no-store', 'GET', 'a', 'resolved'],
  },
  'the input is a `Request`': {
    show: log({
      answers: [
        (response, request) => broken(`data: ${String(request.headers['x-token'])}\n\n`)(response, request),
        stream('data: again\n\n'),
      ],
      input: ({ url }) => new Request(url, { method: 'POST', body: 'x', headers: { 'x-token': 't' } }),
    }),
    theirs: ['POST x', 'undefined', expect.stringMatching(/^rejected TypeError/)],
    ours: ['POST x', 't', 'POST x', 'again', 'resolved'],
  },
  'there is no window': {
    show: log({ answers: [stream('data: a\n\n')], hasPage: false }),
    theirs: ['rejected ReferenceError: document is not defined'],
    ours: ['GET', 'a', 'resolved'],
  },
  '204, which asks clients to stop': {
    show: log({ answers: [(response) => response.writeHead(204).end()] }),
    theirs: ['GET', 'GET', 'GET', expect.stringMatching(/^rejected/)],
    ours: ['GET', 'resolved'],
  },
  'an error status with the right content type, and no `onopen`': {
    show: log({
      answers: [(response) => response.writeHead(500, { 'content-type': 'text/event-stream' }).end('data: a\n\n')],
    }),
    theirs: ['GET', 'a', 'resolved'],
    ours: ['GET', 'GET', 'GET', expect.stringContaining('status must be 200, got 500')],
  },
  'a block has no `data:` line': {
    show: messages(': comment\n\nretry: 1\n\nevent: ping\n\ndata: a\n\n'),
    theirs: ['GET', '||', '||', 'ping||', '|a|', 'resolved'],
    ours: ['GET', '|a|', 'resolved'],
  },
  'the first `data:` line is empty': {
    show: messages('data:\ndata: a\n\n'),
    theirs: ['GET', '|a|', 'resolved'],
    ours: ['GET', '|\na|', 'resolved'],
  },
  'a line has no colon': {
    show: messages('data\ndata\n\n'),
    theirs: ['GET', '||', 'resolved'],
    ours: ['GET', '|\n|', 'resolved'],
  },
  'data starts with a BOM': {
    show: messages('\uFEFFdata: a\n\ndata: \uFEFFb\n\n'),
    theirs: ['GET', '|a|', '|b|', 'resolved'],
    ours: ['GET', '|a|', '|\uFEFFb|', 'resolved'],
  },
  'an event is larger than `maxEventSize`': {
    show: log({
      answers: [stream('data: a\n\n', `data: ${'x'.repeat(100)}\n\n`)],
      init: () => ({ maxEventSize: 50, onerror: () => 1 }) as FetchEventSourceOptions as never,
    }),
    theirs: ['GET', 'a', 'x'.repeat(100), 'resolved'],
    ours: ['GET', 'a', expect.stringMatching(/^rejected EventTooLargeError/)],
  },
}

describe.each(Object.entries(departures))('%s', (_name, { show, theirs, ours }) => {
  test('theirs: fails', async () => {
    expect(await show('theirs')).toEqual(theirs)
  })

  test('ours: holds', async () => {
    expect(await show('ours')).toEqual(ours)
  })
})

test('README: has a row for each departure, and no other', () => {
  const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8')
  const [, table = ''] = /## What is different\n[^|]*((?:\|.*\n)+)/.exec(readme) ?? []
  const rows = table
    .split('\n')
    .slice(2, -1)
    .map((row) => row.split('|')[1]?.trim())
  expect(rows).toEqual(Object.keys(departures))
})
