// What existing clients do wrong, line by line as it was measured in them, played against ours. Lines that are proved
// elsewhere are named where they belong; @microsoft/fetch-event-source and storms have files of their own beside this.
import { createEventStream } from '@linefeed/client'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fetchInChunks } from './support/fetch-in-chunks.ts'
import { runChild } from './support/child.ts'
import { startReplayServer } from './support/replay-server.ts'
import { startSite } from './support/site.ts'
import { answerAll, data, done, fast, visit, whole } from './support/visit.ts'

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
    const fetch = fetchInChunks(['data: a\r', '\ndata: b\r', '\n\r', '\ndata: c\r\n\r', '\n', done])
    const stream = createEventStream('https://example.com/', { fetch, until: 'done' })
    const got: string[] = []
    for await (const event of stream) {
      got.push(event.data)
    }
    expect(got).toEqual(['a\nb', 'c', ''])
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
