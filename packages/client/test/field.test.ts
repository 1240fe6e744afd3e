// What existing clients do wrong, line by line as it was measured in them, played against ours. Lines that are proved
// elsewhere are named where they belong.
import { getEventListeners } from 'node:events'
import { getLines } from '@microsoft/fetch-event-source/lib/cjs/parse.js'
import { createEventStream, type EventStreamOptions, type StreamEnd, type StreamEvent } from '@linefeed/client'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runChild } from './support/child.ts'
import { startReplayServer } from './support/replay-server.ts'
import { createScene } from './support/scene.ts'
import { workOf } from './support/work.ts'
import { startSite, type Arrival, type Site } from './support/site.ts'

const fast = { base: 1, cap: 1 }
const done = 'event: done\ndata:\n\n'

type Answer = (arrival: Arrival, index: number) => void
interface Visit {
  readonly end: StreamEnd
  readonly events: StreamEvent[]
  readonly codes: string[]
  readonly arrivals: readonly Arrival[]
}

/** Follows a stream over real sockets until it is over; none is open when this resolves. */
async function visit(answer: Answer, options: EventStreamOptions<undefined> = {}): Promise<Visit> {
  const site = await startSite()
  void answerAll(site, answer)
  const events: StreamEvent[] = []
  const codes: string[] = []
  const stream = createEventStream(site.origin, {
    retry: fast,
    until: ({ type }) => type === 'done' && 'discard',
    onError: ({ code }) => codes.push(code),
    ...options,
  })
  stream.on((event) => events.push(event))
  const end = await stream.done
  await site.idle()
  return { end, events, codes, arrivals: site.arrivals }
}

async function answerAll(site: Site, answer: Answer): Promise<never> {
  for (let index = 0; ; index++) {
    answer(await site.next(), index)
  }
}

/** One answer, which is `text` and the end of the stream. */
const whole =
  (text: string): Answer =>
  (arrival) => {
    arrival.open(text + done)
    arrival.response.end()
  }
const data = ({ events }: Visit): string[] => events.map((event) => event.data)

describe('@microsoft/fetch-event-source', () => {
  // Resume from the `id:` line of a cut event: exact-resume.test.ts, which plays both at every byte.

  test.each([
    ['ключ', 'd0bad0bbd18ed187'],
    ['é', 'c3a9'],
  ])('position %s: goes out as the bytes %s, and the stream lives', async (id, bytes) => {
    const { arrivals, end } = await visit((arrival, index) =>
      index === 0 ? (arrival.open(`id: ${id}\ndata: x\n\n`), void arrival.response.end()) : whole('')(arrival, index),
    )
    expect(end.reason).toBe('finished')
    expect(Buffer.from(String(arrivals[1]?.headers['last-event-id']), 'latin1').toString('hex')).toBe(bytes)
  })

  test('id with a NUL: is ignored, as the standard says, and the stream lives', async () => {
    const { arrivals, end, codes } = await visit((arrival, index) =>
      index === 0
        ? (arrival.open('id: 1\ndata: x\n\nid: 2\0\ndata: y\n\n'), void arrival.response.end())
        : whole('')(arrival, index),
    )
    expect([end.reason, codes, arrivals[1]?.lastEventId]).toEqual(['finished', ['ended-early'], '1'])
  })

  test('one big event in 256-byte chunks: the work grows with its size, not with the square', async () => {
    const work = async (size: number): Promise<number> => {
      const { fetch } = fetchInChunks([...bigEvent(size), done])
      const stream = createEventStream('https://example.com/', { fetch, until: 'done' })
      return await workOf(async () => {
        stream.open()
        await stream.done
      })
    }
    const perByte: number[] = []
    for (const size of [1, 2, 4].map((megabytes) => megabytes * 1024 * 1024)) {
      perByte.push((await work(size)) / size)
    }
    expect(Math.max(...perByte)).toBeLessThan(6)
    const theirs = await workOf(async () => {
      const onChunk = getLines(() => {})
      bigEvent(256 * 1024).forEach((text) => onChunk(new TextEncoder().encode(text)))
      return await Promise.resolve()
    })
    expect(theirs / (256 * 1024)).toBeGreaterThan(100)
  })

  test('hide and show during a retry wait: one live request', async () => {
    const scene = await createScene({ body: { topic: 'a' }, resumable: true })
    scene.server.latest.break()
    await scene.clock.settle()
    for (const hidden of [true, false, true, false]) {
      scene.page.change({ hidden })
      await scene.clock.settle()
    }
    await scene.nextRequest()
    await scene.open()
    await scene.clock.advance(60_000)
    expect(scene.server.exchanges.map(({ isAborted }) => isAborted)).toEqual([true, false])
  })

  test.each(['keep', 'pause'] as const)('POST on a page that hides and shows, %s: is sent once', async (whenHidden) => {
    const scene = await createScene({ body: { prompt: 'hi' }, whenHidden })
    await scene.open('data: x\n\n')
    scene.page.change({ hidden: true })
    scene.page.change({ hidden: false })
    await scene.clock.advance(60_000)
    expect(scene.server.exchanges).toHaveLength(1)
  })

  // Backoff and jitter: retry-policy.test.ts. Values of `retry:`: below, with those of the other clients.

  test.each([
    [204, 1],
    [401, 1],
  ])('status %i: %i request', async (status, requests) => {
    const { arrivals, end } = await visit(({ response }) => response.writeHead(status).end())
    expect([arrivals.length, end]).toMatchObject([requests, { reason: 'failed', error: { status } }])
  })

  test('401: is tried again with another token, never with the same', async () => {
    let token = 0
    const { arrivals, events } = await visit(
      (arrival, index) =>
        index === 0 ? arrival.response.writeHead(401).end() : whole('data: mine\n\n')(arrival, index),
      { headers: () => ({ authorization: `Bearer ${++token}` }) },
    )
    expect(arrivals.map(({ headers }) => headers.authorization)).toEqual(['Bearer 1', 'Bearer 2'])
    expect(events).toHaveLength(1)
  })

  test('signal that is aborted already: not one connection, and the reason is kept', async () => {
    const site = await startSite()
    const stream = createEventStream(site.origin, { signal: AbortSignal.abort('before it began') })
    stream.on(() => {})
    expect(await stream.done).toEqual({ reason: 'aborted', error: 'before it began' })
    expect([site.arrivals.length, site.sockets.size]).toEqual([0, 0])
  })

  test('abort without document and window: settles, with the reason', async () => {
    expect([typeof document, typeof window]).toEqual(['undefined', 'undefined'])
    const controller = new AbortController()
    const { end } = await visit(
      (arrival) => {
        arrival.open('data: x\n\n')
        controller.abort('enough')
      },
      { signal: controller.signal },
    )
    expect(end).toEqual({ reason: 'aborted', error: 'enough' })
  })

  test('ten listeners that throw: no socket is left after abort', async () => {
    const site = await startSite()
    void answerAll(site, (arrival) => arrival.open('data: x\n\n'))
    const controller = new AbortController()
    const blamed: string[] = []
    const streams = Array.from({ length: 10 }, () => {
      const stream = createEventStream(site.origin, {
        signal: controller.signal,
        onError(error) {
          blamed.push(String(error.cause))
          if (blamed.length === 10) {
            controller.abort()
          }
        },
      })
      stream.on(() => {
        throw new Error('handler')
      })
      return stream
    })
    await Promise.all(streams.map(async (stream) => await stream.done))
    await site.idle()
    expect([site.sockets.size, blamed]).toEqual([0, Array.from({ length: 10 }, () => 'Error: handler')])
  })

  test('20 finished streams: leave no listener on the signal they shared', async () => {
    const { signal } = new AbortController()
    for (let count = 0; count < 20; count++) {
      await visit(whole('data: x\n\n'), { signal })
    }
    const looped = createEventStream('https://example.com/', {
      signal,
      fetch: () => Promise.resolve(new Response('data: x\n\n', { headers: { 'content-type': 'text/event-stream' } })),
    })
    for await (const event of looped) {
      expect([event.data, getEventListeners(signal, 'abort').length]).toEqual(['x', 1])
      break
    }
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test.each([
    ['Headers', new Headers({ authorization: 'Bearer t' })],
    ['a record', { authorization: 'Bearer t', 'x-none': undefined }],
    ['entries', [['authorization', 'Bearer t'] as [string, string]]],
    ['a function', async () => await Promise.resolve(new Headers({ authorization: 'Bearer t' }))],
  ])('headers as %s: are sent', async (_, headers) => {
    const { arrivals } = await visit(whole(''), { headers })
    expect(arrivals[0]?.headers.authorization).toBe('Bearer t')
    expect(arrivals[0]?.headers).not.toHaveProperty('x-none')
  })

  test.each([
    [': comment\n\nretry: 10\n\nid: 1\n\nevent: named\n\n', []],
    ['data\n\ndata:\ndata: x\n\ndata:\n\n', ['', '\nx', '']],
    ['\uFEFFdata: after the mark\n\n\uFEFFdata: no field\n\n', ['after the mark']],
    ['data: \uFEFFkept\n\n', ['\uFEFFkept']],
    ['\uFEFF\uFEFFdata: no field\n\ndata: x\n\n', ['x']],
  ])('%j: is %j', async (text, expected) => {
    expect(data(await visit(whole(text)))).toEqual(expected)
  })
})

describe('eventsource', () => {
  test('503: is tried again, and the stream goes on', async () => {
    const visited = await visit((arrival, index) =>
      index < 3 ? arrival.response.writeHead(503).end() : whole('data: back\n\n')(arrival, index),
    )
    expect([data(visited), visited.arrivals.length]).toEqual([['back'], 4])
  })

  test('Node process: lives through a disconnect, and ends with its stream', async () => {
    const site = await startSite()
    void answerAll(site, (arrival, index) => {
      arrival.open(`id: ${index}\ndata: ${index}\n\n${index === 2 ? done : ''}`)
      arrival.response.end()
    })
    expect(await runChild('follow-to-end.ts', site.origin)).toEqual({ code: 0, lines: ['0', '1', '2', 'finished'] })
  })

  test('position: stays with events that have no id, also on the next connection', async () => {
    const { events } = await visit((arrival, index) =>
      index === 0
        ? (arrival.open('id: 1\ndata: a\n\ndata: b\n\n'), void arrival.response.end())
        : whole('data: c\n\nid: 2\ndata: d\n\n')(arrival, index),
    )
    expect(events.map(({ id, lastEventId }) => [id, lastEventId])).toEqual([
      ['1', '1'],
      [undefined, '1'],
      [undefined, '1'],
      ['2', '2'],
    ])
  })

  // The web-platform tests: packages/eventsource.
})

describe('requests in the first second', () => {
  // 51 to 167 in 0.7 s with @microsoft/fetch-event-source, 150 with eventsource, 342 a second with event-source-plus on
  // clean ends. Ours on a manual clock, with the defaults and the least luck that chance allows.
  const values = ['0', '00', '1', '10abc', '-5', '+5', '1e3', '0.5', 'NaN', 'Infinity', '2147483647', '2147483648']
  const huge = ['4294967296', '99999999999', '9'.repeat(400), '']
  const ends = ['end', 'end without event', 'break', 'break without event'] as const

  test.each([...values, ...huge].map((value) => [value.slice(0, 12), value]))(
    'retry: %s, with any end: three at most, and there is a next one',
    async (_, value) => {
      const requests = await Promise.all(ends.map((end) => requestsInFirstSecond(`retry: ${value}\n\n`, end)))
      expect(Math.max(...requests)).toBeLessThanOrEqual(3)
    },
  )

  test.each([503, 429])('%i with Retry-After: 0: three at most', async (status) => {
    const scene = await createScene({ random: () => 0 })
    let requests = 0
    while (scene.clock.now() < 1_000) {
      requests++
      scene.server.latest.answer(new Response(null, { status, headers: { 'retry-after': '0' } }))
      await scene.nextRequest()
    }
    expect(requests).toBeLessThanOrEqual(3)
  })
})

describe('eventsource-client', () => {
  test.each([401, 404, 500])('%i: never counts as connected', async (status) => {
    const phases: string[] = []
    const { arrivals } = await visit(({ response }) => response.writeHead(status).end(), {
      retry: { ...fast, limit: 1 },
      onStateChange: ({ phase }) => phases.push(phase),
    })
    expect(phases).not.toContain('open')
    expect(arrivals).toHaveLength(status === 500 ? 2 : 1)
  })

  test('HTML error page: is not read as events', async () => {
    const visited = await visit(({ response }) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>\ndata: trap\n\n'),
    )
    expect([data(visited), visited.codes, visited.arrivals.length]).toEqual([[], ['content-type'], 1])
  })

  test('slow loop: gets every event', async () => {
    const site = await startSite()
    void answerAll(site, whole('data: 1\n\ndata: 2\n\ndata: 3\n\n'))
    const got: string[] = []
    for await (const event of createEventStream(site.origin, { until: 'done' })) {
      await turns(20)
      got.push(event.data)
    }
    expect(got).toEqual(['1', '2', '3', ''])
  })
})

describe('event-source-plus', () => {
  test.each([
    ['data: one\ndata: two\ndata: three\n\n', 'one\ntwo\nthree'],
    ['data:   two spaces stay  \n\n', '  two spaces stay  '],
    ['data:\ttab\t\n\n', '\ttab\t'],
  ])('%j: is %j', async (text, expected) => {
    expect(data(await visit(whole(text)))).toEqual([expected])
  })

  test('abort during the backoff: ends the stream, and no request follows', async () => {
    const controller = new AbortController()
    const { end, arrivals } = await visit(({ response }) => response.writeHead(503, { 'retry-after': '3600' }).end(), {
      signal: controller.signal,
      onStateChange: ({ phase }) => phase === 'waiting' && controller.abort('enough'),
    })
    expect([end, arrivals.length]).toEqual([{ reason: 'aborted', error: 'enough' }, 1])
  })
})

describe('sse.js', () => {
  // A truncated event: session.test.ts, exact-resume.test.ts. 204: above.

  test.each([0, 1, 2, 5])('limit: %i retries are that many', async (limit) => {
    const { arrivals, codes } = await visit(({ response }) => response.writeHead(503).end(), {
      retry: { ...fast, limit },
    })
    expect([arrivals.length, codes.length]).toEqual([limit + 1, limit + 1])
  })
})

describe('@azure/core-sse, fetch-event-stream, parse-sse', () => {
  test('break: neither throws nor leaves a socket', async () => {
    const site = await startSite()
    void answerAll(site, (arrival) => arrival.open('data: 1\n\ndata: 2\n\n'))
    const stream = createEventStream(site.origin)
    const got: string[] = []
    for await (const event of stream) {
      got.push(event.data)
      break
    }
    expect([await stream.done, got]).toEqual([{ reason: 'closed' }, ['1']])
    await site.idle()
  })

  test('error thrown in the loop: is the caller’s, and leaves no socket', async () => {
    const site = await startSite()
    void answerAll(site, (arrival) => arrival.open('data: 1\n\n'))
    const loop = async (): Promise<void> => {
      for await (const event of createEventStream(site.origin)) {
        throw new Error(`mine ${event.data}`)
      }
    }
    await expect(loop()).rejects.toThrow('mine 1')
    await site.idle()
  })

  test('CRLF split over two chunks: is one line end', async () => {
    const { fetch, chunks } = fetchInChunks(['data: a\r', '\ndata: b\r', '\n\r', '\ndata: c\r\n\r', '\n', done])
    const stream = createEventStream('https://example.com/', { fetch, until: 'done' })
    const got: string[] = []
    for await (const event of stream) {
      got.push(event.data)
    }
    expect([got, chunks()]).toEqual([['a\nb', 'c', ''], 6])
  })

  // Time that grows with the square of the size: above.
})

describe('launchdarkly, MCP, openai, anthropic', () => {
  // Tokens after a redirect, and redirect loops: redirects.test.ts. The position after many drops: exact-resume.test.ts.

  test.each(['end', 'destroy'] as const)('answer cut by %s before its terminal event: is no success', async (how) => {
    const { end, events, arrivals } = await visit(
      (arrival) => {
        arrival.open('data: half an ans')
        arrival.send('wer\n\n')
        arrival.response[how]()
      },
      { body: { prompt: 'hi' } },
    )
    expect([end.reason, arrivals.length]).toEqual(['failed', 1])
    expect(events.length).toBeLessThanOrEqual(1)
  })
})

describe('VueUse, react-eventsource', () => {
  test('POST with headers: both arrive', async () => {
    const { arrivals } = await visit(whole(''), { body: { a: 1 }, headers: { 'x-key': 'k' } })
    expect(arrivals.map(({ method, body, headers }) => [method, body, headers['x-key']])).toEqual([
      ['POST', '{"a":1}', 'k'],
    ])
  })

  test('three events in one chunk: are three', async () => {
    expect(data(await visit(whole('data: 1\n\ndata: 2\n\ndata: 3\n\n')))).toEqual(['1', '2', '3'])
  })

  test('reconnect() ten times: no connection is orphaned', async () => {
    const site = await startSite()
    const stream = createEventStream(site.origin, { retry: fast })
    stream.open()
    for (let times = 0; times < 10; times++) {
      const arrival = await site.next()
      arrival.open('data: x\n\n')
      stream.reconnect()
      stream.reconnect()
      await arrival.over
    }
    const last = await site.next()
    expect(site.arrivals.filter(({ isOver }) => !isOver)).toEqual([last])
    stream.close()
    await site.idle()
  })

  // Reconnecting on every render: the adapters.
})

describe('nobody', () => {
  // Online, offline, back/forward cache: page.e2e.test.ts. Schemas and duplicates: readers.test.ts.

  test('slow loop over a response that is cut: the reading stops, the resume is exact', async () => {
    const events = Array.from({ length: 2_000 }, (_, index) => ({ id: `${index}`, data: 'x'.repeat(1_000) }))
    const server = await startReplayServer(events, [
      { afterBytes: 700_001, by: 'reset' },
      { afterBytes: 500_002, by: 'end' },
    ])
    onTestFinished(() => server.close())
    const ids: (string | undefined)[] = []
    for await (const event of createEventStream(server.url, { until: 'done', retry: fast })) {
      ids.push(event.id)
      if (ids.length % 100 === 0) {
        await turns(5)
      }
    }
    expect(ids).toEqual([...events.map(({ id }) => id), undefined])
    expect(server.asked).toHaveLength(3)
  })
})

const turns = async (number: number): Promise<void> => {
  for (let turn = 0; turn < number; turn++) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function fetchInChunks(texts: string[]) {
  let pulled = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode(texts[pulled++]))
      if (pulled === texts.length) {
        controller.close()
      }
    },
  })
  return {
    chunks: () => pulled,
    fetch: () => Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } })),
  }
}

async function requestsInFirstSecond(text: string, how: string): Promise<number> {
  const scene = await createScene({ random: () => 0 })
  let requests = 0
  while (scene.clock.now() < 1_000) {
    requests++
    await scene.open(text + (how.includes('without') ? '' : `id: ${requests}\ndata: x\n\n`))
    scene.server.latest[how.startsWith('end') ? 'end' : 'break']()
    await scene.nextRequest()
  }
  return requests
}

/** One event with `size` bytes of data, cut every 256. */
function bigEvent(size: number): string[] {
  return ['data: ', ...Array.from({ length: size / 256 }, () => 'x'.repeat(256)), '\n\n']
}
