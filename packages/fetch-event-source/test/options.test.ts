// What its users asked for: headers asked before each attempt, a retry policy, timeouts. On a manual clock.
import { bearer, type EventStreamError } from '@linefeed/client'
import { fetchEventSource, type FetchEventSourceOptions } from '@linefeed/fetch-event-source'
import { describe, expect, test } from 'vitest'
import { createManualClock } from '../../client/test/support/manual-clock.ts'
import { createTestPage } from '../../client/test/support/page.ts'
import { createScriptedServer } from '../../client/test/support/scripted-server.ts'

/** Calls with a scripted server, a manual clock and a page. Everything the call brings is collected. */
async function start(init: FetchEventSourceOptions = {}, random = 1) {
  const clock = createManualClock()
  const page = createTestPage()
  const server = createScriptedServer()
  const errors: unknown[] = []
  const data: string[] = []
  const ends: string[] = []
  const fetch = (_: unknown, given?: RequestInit): Promise<Response> => server.fetch('', given ?? {})
  fetchEventSource('http://x/', {
    fetch,
    onmessage: (message) => void data.push(message.data),
    onerror: (error) => void errors.push(error),
    platform: { clock, page, random: () => random },
    ...init,
  }).then(
    () => ends.push('resolved'),
    (error: unknown) => ends.push(`rejected ${String(error)}`),
  )
  await clock.settle()
  return {
    clock,
    page,
    server,
    errors,
    data,
    ends,
    async open(text?: string) {
      server.latest.open(text)
      await clock.settle()
    },
    async answer(status: number, headers: HeadersInit = {}) {
      server.latest.answer(new Response(null, { status, headers }))
      await clock.settle()
    },
  }
}

describe('headers', () => {
  test('a function: is asked before each attempt, with what failed', async () => {
    const asked: [number, string | undefined][] = []
    const { server, clock, answer } = await start({
      headers: async ({ attempt, failure }) => {
        asked.push([attempt, failure?.code])
        return { authorization: `t${attempt}` }
      },
    })
    await answer(503)
    await clock.next()
    expect(asked).toEqual([
      [1, undefined],
      [2, 'http-status'],
    ])
    expect(server.exchanges.map(({ headers }) => headers.get('authorization'))).toEqual(['t1', 't2'])
  })

  const judges: [name: string, init: FetchEventSourceOptions][] = [
    ['without onopen', {}],
    [
      'with an onopen that throws',
      {
        onopen({ status }) {
          if (status !== 200) {
            throw new Error(`status ${status}`)
          }
        },
      },
    ],
  ]
  test.each(judges)('bearer(), %s: renews the token after a 401', async (_name, init) => {
    const renewals: boolean[] = []
    const { server, clock, answer } = await start({
      headers: bearer(({ renew }) => {
        renewals.push(renew)
        return renew ? 'new' : 'old'
      }),
      ...init,
    })
    await answer(401)
    await clock.next()
    expect(renewals).toEqual([false, true])
    expect(server.latest.headers.get('authorization')).toBe('Bearer new')
  })

  test('a function that throws: what it throws goes to onerror', async () => {
    const mine = new Error('mine')
    const { errors, server } = await start({
      headers() {
        throw mine
      },
    })
    expect([errors, server.exchanges]).toEqual([[mine], []])
  })
})

describe('retry', () => {
  test('limit: so many failures in a row are tried again, the next rejects', async () => {
    const { server, clock, answer, ends, errors } = await start({ retry: { base: 10, limit: 2 } })
    await answer(503)
    await clock.next()
    await answer(503)
    await clock.next()
    expect([clock.now(), ends]).toEqual([30, []])
    await answer(503)
    expect([server.exchanges.length, errors.length]).toEqual([3, 3])
    expect(ends).toEqual([expect.stringContaining('status must be 200, got 503')])
  })

  test('healthy stretch: failures before it are forgotten', async () => {
    const { server, clock, answer, open } = await start({ retry: { base: 100, limit: 1 } })
    await answer(503)
    await clock.next()
    await open('data: a\n\n')
    await clock.advance(1_000)
    server.latest.send('data: b\n\n')
    await clock.settle()
    server.latest.break()
    await clock.settle()
    const brokeAt = clock.now()
    await clock.next()
    expect([server.exchanges.length, clock.now() - brokeAt]).toEqual([3, 100])
  })

  test('200 alone: is no healthy stretch', async () => {
    const { server, clock, ends } = await start({ retry: { base: 100, limit: 3 } })
    while (ends.length === 0) {
      server.latest.open('data: x\n\n')
      await clock.settle()
      server.latest.break()
      await clock.settle()
      await clock.next()
    }
    expect(server.exchanges).toHaveLength(4)
  })

  test('retry-after: is waited for', async () => {
    const { server, clock, answer } = await start()
    await answer(503, { 'retry-after': '60' })
    await clock.next()
    expect([server.exchanges.length, clock.now()]).toEqual([2, 61_000])
  })

  test('onerror: what it returns is obeyed, a negative number and NaN are none', async () => {
    const delays = [1, 0, -1, NaN, 60_000]
    const { server, clock, answer } = await start({ onerror: () => delays[server.exchanges.length - 1] })
    const times: number[] = []
    while (times.length < delays.length) {
      const before = clock.now()
      await answer(503)
      await clock.next()
      times.push(clock.now() - before)
    }
    // As `setTimeout`, which takes 0 for 1.
    expect(times).toEqual([1, 1, 4_000, 8_000, 60_000])
  })

  const hasty: [name: string, init: FetchEventSourceOptions, delay: number | undefined][] = [
    ['onerror that returns 0', {}, 0],
    ['retry without any wait', { retry: { base: 0, cap: 0 } }, undefined],
  ]
  test.each(hasty)('%s: attempts that fail at once leave the event loop its turns', async (_name, init, delay) => {
    let attempts = 0
    const { clock } = await start({
      ...init,
      headers() {
        attempts++
        throw new Error('no token')
      },
      onerror(error) {
        // In a loop of microtasks, no test would ever end.
        if (attempts === 100) {
          throw error
        }
        return delay
      },
    })
    expect([attempts, clock.pending]).toEqual([1, 1])
    await clock.advance(2)
    expect([attempts, clock.pending]).toEqual([3, 1])
  })

  test('three requests in the first second at most, whatever the server does', async () => {
    const again = (): never => {
      throw new Error('again')
    }
    const { server, clock } = await start({ onclose: again }, 0)
    const times: number[] = []
    while (clock.now() < 60_000) {
      times.push(clock.now())
      server.latest.open('retry: 0\ndata: x\n\n')
      server.latest.end()
      await clock.settle()
      await clock.next()
    }
    expect(times.filter((time) => time < 1_000)).toHaveLength(3)
    expect(times.length).toBeLessThan(12)
  })
})

describe('timeouts', () => {
  test('none by default: however long a response or an event takes', async () => {
    const { clock, errors } = await start()
    expect([clock.pending, errors]).toEqual([0, []])
  })

  const silences: [name: string, init: FetchEventSourceOptions, code: string][] = [
    ['connectTimeout', { connectTimeout: 1_000 }, 'connect-timeout'],
    ['idleTimeout', { idleTimeout: 1_000 }, 'idle-timeout'],
    ['eventTimeout', { eventTimeout: 1_000 }, 'event-timeout'],
  ]
  test.each(silences)('%s: silence goes to onerror, the request is let go and made again', async (name, init, code) => {
    const { clock, errors, server, open } = await start(init)
    const { latest } = server
    if (name !== 'connectTimeout') {
      await open(': here\n\n')
    }
    await clock.advance(1_000)
    expect(errors.map((error) => (error as EventStreamError).code)).toEqual([code])
    expect(latest.isAborted).toBe(true)
    await clock.next()
    expect(server.exchanges).toHaveLength(2)
  })
})

describe('page', () => {
  test('hidden, with openWhenHidden: false: a POST is let go too, since it was asked for', async () => {
    const { server, page, clock, open } = await start({ method: 'POST', openWhenHidden: false })
    await open('id: 1\ndata: a\n\n')
    page.change({ hidden: true })
    await clock.settle()
    expect(server.latest.isAborted).toBe(true)
    page.change({ hidden: false })
    await clock.advance(350)
    expect([server.exchanges.length, server.latest.lastEventId]).toEqual([2, '1'])
  })

  test('left and come back: one connection, from the position', async () => {
    const { server, page, clock, open } = await start({ openWhenHidden: true })
    await open('id: 1\ndata: a\n\n')
    page.change({ left: true })
    await clock.settle()
    page.change({ left: false })
    await clock.advance(350)
    expect([server.exchanges.length, server.exchanges[0]?.isAborted, server.latest.lastEventId]).toEqual([2, true, '1'])
  })

  test('hidden and shown again and again: one connection, requests 350 ms apart', async () => {
    const { server, page, clock } = await start()
    for (let turn = 0; turn < 20; turn++) {
      page.change({ hidden: true })
      await clock.settle()
      page.change({ hidden: false })
      await clock.advance(50)
    }
    await clock.advance(350)
    expect(server.exchanges).toHaveLength(4)
    expect(server.exchanges.filter(({ isLive }) => isLive)).toHaveLength(1)
  })
})

test('fetch: is called when the call has returned, not before', async () => {
  const log: string[] = []
  const call = fetchEventSource('http://x/', {
    fetch: async () => {
      log.push('fetch')
      return new Response(null, { status: 204 })
    },
  })
  log.push('returned')
  await call
  expect(log).toEqual(['returned', 'fetch'])
})

test('requests: are not from a cache, unless the caller says so', async () => {
  const { server } = await start()
  expect(server.latest.request.cache).toBe('no-store')
  const other = await start({ cache: 'reload' })
  expect(other.server.latest.request.cache).toBe('reload')
})

test('redirect: manual, a redirect is an answer like another', async () => {
  const { answer, errors } = await start({ redirect: 'manual', headers: { 'x-token': 't' } })
  await answer(307, { location: '/elsewhere' })
  expect(errors).toEqual([expect.objectContaining({ code: 'http-status', status: 307 })])
})

test('204 that onopen accepts: is the end, without an error', async () => {
  const { answer, ends, errors } = await start({ onopen() {} })
  await answer(204)
  expect([ends, errors]).toEqual([['resolved'], []])
})

test('over means over: no timer, no watcher, no request are left', async () => {
  const controller = new AbortController()
  const { clock, page, server, ends, answer } = await start({ signal: controller.signal })
  await answer(503)
  controller.abort()
  await clock.settle()
  expect([clock.pending, page.watchers, server.exchanges.length, ends]).toEqual([0, 0, 1, ['resolved']])
})

describe('a Request as input', () => {
  const answer = (): Response => new Response('', { headers: { 'content-type': 'text/event-stream' } })

  test('the error of a header that is not valid never shows it', async () => {
    const call = fetchEventSource(new Request('http://x/'), {
      headers: { authorization: 'Bearer s3cret\n\nx' },
      fetch: async () => answer(),
      onerror(error) {
        throw error
      },
    })
    await expect(call).rejects.toSatisfy(
      (error) => /authorization/.test(String(error)) && !/s3cret/.test(String(error)),
    )
  })

  test('headers that are undefined are left out: those of the Request stay', async () => {
    let sent: Headers | undefined
    await fetchEventSource(new Request('http://x/', { headers: { 'x-team': 'blue' } }), {
      headers: { authorization: undefined, 'X-Team': undefined } as never,
      fetch: async (input, init) => {
        sent = new Request(input, init).headers
        return answer()
      },
    })
    expect([sent?.get('authorization'), sent?.get('x-team')]).toEqual([null, 'blue'])
  })
})

test('the server takes the position back: the one that the caller started from is not sent again', async () => {
  const sent: unknown[] = []
  await fetchEventSource('http://x/', {
    headers: { 'last-event-id': '5' },
    fetch: async (_, init) => {
      sent.push(new Headers(init?.headers).get('last-event-id'))
      return new Response('id:\ndata: a\n\n', { headers: { 'content-type': 'text/event-stream' } })
    },
    onclose() {
      if (sent.length < 2) {
        throw new Error('again')
      }
    },
    onerror: () => 1,
  })
  expect(sent).toEqual(['5', null])
})

describe('stopped from this side while a callback of the caller works', () => {
  test('hidden while onopen reads: no error, and it comes back', async () => {
    const page = createTestPage()
    const errors: unknown[] = []
    const controller = new AbortController()
    let requests = 0
    const call = fetchEventSource('http://x/', {
      signal: controller.signal,
      platform: { page },
      fetch: async (_, init) => {
        requests++
        const { signal } = init ?? {}
        // Its body is on its way until it is aborted.
        const breakOff = (body: ReadableStreamDefaultController): void =>
          signal?.addEventListener('abort', () => body.error(signal.reason))
        return new Response(new ReadableStream({ start: breakOff }), { status: 503 })
      },
      async onopen(response) {
        throw new Error(await response.text())
      },
      onerror(error) {
        errors.push(error)
        throw error
      },
    })
    await expect.poll(() => requests).toBe(1)
    page.change({ hidden: true })
    await new Promise((resolve) => setTimeout(resolve, 10))
    page.change({ hidden: false })
    await expect.poll(() => requests).toBe(2)
    controller.abort()
    await call
    expect(errors).toEqual([])
  })

  test('aborted in an onclose that throws: onerror hears nothing', async () => {
    const controller = new AbortController()
    let errors = 0
    await fetchEventSource('http://x/', {
      signal: controller.signal,
      fetch: async () => new Response('data: a\n\n', { headers: { 'content-type': 'text/event-stream' } }),
      onclose() {
        controller.abort()
        throw new Error('x')
      },
      onerror: () => void errors++,
    })
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(errors).toBe(0)
  })
})

test('connectTimeout is over with the response: onopen may take its time', async () => {
  const data: string[] = []
  await fetchEventSource('http://x/', {
    connectTimeout: 20,
    fetch: async () => new Response('data: a\n\n', { headers: { 'content-type': 'text/event-stream' } }),
    onopen: () => new Promise<void>((resolve) => setTimeout(resolve, 60)),
    onmessage: (message) => void data.push(message.data),
    onerror(error) {
      throw error
    },
  })
  expect(data).toEqual(['a'])
})
