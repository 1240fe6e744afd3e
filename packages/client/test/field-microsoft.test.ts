// What @microsoft/fetch-event-source does wrong, line by line as it was measured, played against ours. Lines that are proved
// elsewhere are named where they belong.
import { getEventListeners } from 'node:events'
import { getLines } from '@microsoft/fetch-event-source/lib/cjs/parse.js'
import { createEventStream } from '@linefeed/client'
import { describe, expect, test } from 'vitest'
import { fetchInChunks } from './support/fetch-in-chunks.ts'
import { createScene } from './support/scene.ts'
import { startSite } from './support/site.ts'
import { answerAll, data, done, visit, whole } from './support/visit.ts'
import { workOf } from './support/work.ts'

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
      const fetch = fetchInChunks([...bigEvent(size), done])
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
    expect(scene.server.exchanges.map(({ isLive }) => isLive)).toEqual([false, true])
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
      fetch: fetchInChunks(['data: x\n\n']),
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

/** One event with `size` bytes of data, cut every 256. */
function bigEvent(size: number): string[] {
  return ['data: ', ...Array.from({ length: size / 256 }, () => 'x'.repeat(256)), '\n\n']
}
