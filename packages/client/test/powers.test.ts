// Optional powers that are given as values: learned(), byId(), terminal events, observe().
import {
  aiSdk,
  anthropic,
  byId,
  createEventStream,
  doneSentinel,
  type EventStreamOptions,
  learned,
  observe,
  openai,
  type ServerSentEvent,
  type StreamObserver,
  type TerminalEvent,
} from '@linefeed/client'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createManualClock } from './support/manual-clock.ts'
import { createScene } from './support/scene.ts'
import { createTestPage } from './support/page.ts'
import { createScriptedServer } from './support/scripted-server.ts'

describe('learned()', () => {
  test('three missed beats: are a loss; events between the beats do not hide the rhythm', async () => {
    const scene = await createScene({ idleTimeout: learned() })
    await scene.open('data: x\n\n')
    for (let second = 1; second <= 60; second++) {
      await scene.clock.advance(1_000)
      scene.server.latest.send(second % 15 === 0 ? ': beat\n\n' : 'data: x\n\n')
      await scene.clock.settle()
    }
    await scene.clock.advance(44_999)
    expect(scene.errors).toEqual([])
    await scene.clock.advance(1)
    expect(scene.errors).toMatchObject([{ code: 'idle-timeout', timeout: 45_000 }])
  })

  test('beats that come late and bunched: leave the rhythm as it is', async () => {
    const scene = await createScene({ idleTimeout: learned() })
    await scene.open(': beat\n\n')
    for (const interval of [15_000, 15_000, 28_000, 2_000]) {
      await scene.clock.advance(interval)
      scene.server.latest.send(': beat\n\n')
      await scene.clock.settle()
    }
    await scene.clock.advance(44_999)
    expect(scene.errors).toEqual([])
    await scene.clock.advance(1)
    expect(scene.errors).toMatchObject([{ code: 'idle-timeout', timeout: 45_000 }])
  })

  test('no heartbeat, or a greeting of comments: no limit', async () => {
    const scene = await createScene({ idleTimeout: learned() })
    await scene.open(': hello\n: world\n\ndata: x\n\n')
    await scene.clock.advance(3_600_000)
    expect([scene.stream.state.phase, scene.errors]).toEqual(['open', []])
  })

  test('rhythm: is known on the next connection, and forgotten after a loss', async () => {
    const scene = await createScene({ idleTimeout: learned() })
    await scene.open(': beat\n\n')
    await scene.clock.advance(10_000)
    scene.server.latest.send(': beat\n\n')
    await scene.clock.settle()
    scene.server.latest.break()
    await scene.nextRequest()
    await scene.open()
    await scene.clock.advance(30_000)
    expect(scene.codes()).toEqual(['connection-lost', 'idle-timeout'])
    while (scene.stream.state.phase !== 'connecting') {
      await scene.clock.next()
    }
    await scene.open()
    await scene.clock.advance(3_600_000)
    expect(scene.stream.state.phase).toBe('open')
  })
})

describe('byId()', () => {
  test('window: what came among the last ids is dropped, what is older comes again', () => {
    const isDuplicate = byId(3)()
    const seen = ['1', '2', '3', '2', '4', '1', '3'].map((id) =>
      isDuplicate({ type: 'message', data: '', id, lastEventId: id }),
    )
    expect(seen).toEqual([false, false, false, 'replayed', false, false, false])
  })

  test('events without an id: are never dropped', () => {
    const isDuplicate = byId(3)()
    const event = { type: 'message', data: '', id: undefined, lastEventId: '1' }
    expect([event, event, { ...event, id: '' }, { ...event, id: '' }].map(isDuplicate)).toEqual([
      false,
      false,
      false,
      false,
    ])
  })

  test('window of any size: an id is dropped when, and only when, it is among the latest distinct ones', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g')),
        (size, ids) => {
          const isDuplicate = byId(size)()
          ids.forEach((id, index) => {
            const latest = [...new Set(ids.slice(0, index).toReversed())].slice(0, size)
            expect(isDuplicate({ type: 'message', data: '', id, lastEventId: id })).toBe(
              latest.includes(id) && 'replayed',
            )
          })
        },
      ),
    )
  })

  test('two streams of the same options: have a window each', async () => {
    const dedupe = byId(10)
    const scenes = [await createScene({ dedupe }), await createScene({ dedupe })]
    for (const scene of scenes) {
      await scene.open('id: 1\ndata: x\n\nid: 1\ndata: x\n\n')
    }
    expect(scenes.map(({ data }) => data)).toEqual([['x'], ['x']])
  })
})

describe('position, with events that dedupe drops', () => {
  /** Brings these blocks over one connection each, and gives the positions that all requests but the first ask for. */
  async function positionsAfter(dedupe: EventStreamOptions['dedupe'], ...connections: string[]): Promise<string[]> {
    const scene = await createScene({ dedupe })
    for (const blocks of connections) {
      await scene.open(blocks)
      scene.server.latest.break()
      await scene.nextRequest()
    }
    return scene.server.exchanges.slice(1).map(({ lastEventId }) => lastEventId)
  }
  const block = (id: string): string => `id: ${id}\ndata: ${id}\n\n`
  const blocks = (...ids: string[]): string => ids.map(block).join('')

  test('a replay from before the position: does not take it back, wherever it is cut', async () => {
    const replay = ['1', '2', '3', '4', '5']
    for (const [index, last] of replay.entries()) {
      const positions = await positionsAfter(byId(9), blocks('1', '2', '3'), blocks(...replay.slice(0, index + 1)))
      expect(positions).toEqual(['3', Number(last) > 3 ? last : '3'])
    }
  })

  test('a block of nothing but an ID: moves it, and a replay behind that does not take it back', async () => {
    expect(await positionsAfter(byId(9), `${blocks('1', '2')}id: 7\n\n${block('2')}`)).toEqual(['7'])
    expect(await positionsAfter(byId(9), blocks('1', '2'), `${block('1')}id: 7\n\n`)).toEqual(['2', '7'])
  })

  test('an ID that comes again behind the window: moves it', async () => {
    expect(await positionsAfter(byId(2), blocks('1', '2', '3'), block('1'))).toEqual(['3', '1'])
  })

  test('a rule that answers true: it moves, for the event is a later one', async () => {
    const data = (id: string): string => `id: ${id}\ndata: same\n\n`
    expect(await positionsAfter(() => () => true, data('1') + data('2'), data('3'))).toEqual(['2', '3'])
  })

  test('a rule that calls an event without an ID of its own replayed: it stays where it is', async () => {
    const dedupe = () => (event: ServerSentEvent) => event.id === undefined && 'replayed'
    expect(await positionsAfter(dedupe, `${blocks('1', '2')}data: x\n\n`)).toEqual(['2'])
  })

  test('after a gap: events of before give one, for there is none to keep', async () => {
    const scene = await createScene({ dedupe: byId(9) })
    await scene.open(blocks('1', '2', '3'))
    scene.server.latest.break()
    await scene.nextRequest()
    scene.server.latest.answer(new Response(null, { status: 410 }))
    await scene.nextRequest()
    expect([scene.server.latest.lastEventId, scene.gaps.length]).toEqual(['', 1])
    await scene.open(blocks('2', '3'))
    expect(scene.stream.lastEventId).toBe('2')
  })
})

describe('terminal events', () => {
  // Shaped as the APIs send them, cut short.
  const streams: [name: string, until: TerminalEvent, stream: string, delivered: number][] = [
    ['doneSentinel', doneSentinel('bye'), 'data: 1\n\ndata: bye\n\n', 1],
    [
      'openai, chat completions',
      openai(),
      'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}\n\n' +
        'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n' +
        'data: [DONE]\n\n',
      2,
    ],
    ...['completed', 'incomplete', 'failed'].map((end): [string, TerminalEvent, string, number] => [
      `openai, responses: ${end}`,
      openai(),
      'event: response.created\ndata: {"type":"response.created","response":{"id":"resp_1"},"sequence_number":0}\n\n' +
        'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"Hi","sequence_number":1}\n\n' +
        `event: response.${end}\ndata: {"type":"response.${end}","response":{"id":"resp_1"},"sequence_number":2}\n\n`,
      3,
    ]),
    [
      'anthropic',
      anthropic(),
      'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1"}}\n\n' +
        'event: ping\ndata: {"type":"ping"}\n\n' +
        'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}\n\n' +
        'event: message_stop\ndata: {"type":"message_stop"}\n\n',
      4,
    ],
    [
      'aiSdk',
      aiSdk(),
      'data: {"type":"start"}\n\ndata: {"type":"text-delta","id":"1","delta":"Hi"}\n\ndata: {"type":"finish"}\n\ndata: [DONE]\n\n',
      3,
    ],
  ]

  test.each(streams)('%s: the whole stream is finished', async (_name, until, stream, delivered) => {
    const scene = await createScene({ body: {}, until })
    await scene.open(stream)
    expect(await scene.stream.done).toEqual({ reason: 'finished' })
    expect(scene.data).toHaveLength(delivered)
  })

  test.each(streams)('%s: a stream cut before its last event is not', async (_name, until, stream) => {
    const scene = await createScene({ body: {}, until })
    const exchange = await scene.open(stream.slice(0, stream.lastIndexOf('\n\n')))
    exchange.end()
    const end = await scene.stream.done
    expect(end.reason === 'failed' && end.error.code).toBe('ended-early')
  })

  test('anthropic, error in the stream: is delivered, and the stream failed', async () => {
    const scene = await createScene({ body: {}, until: anthropic() })
    const exchange = await scene.open('event: error\ndata: {"type":"error","error":{"type":"overloaded_error"}}\n\n')
    exchange.end()
    expect((await scene.stream.done).reason).toBe('failed')
    expect(scene.data).toHaveLength(1)
  })
})

describe('observe()', () => {
  function createObserved(showsValues?: boolean) {
    const clock = createManualClock()
    const server = createScriptedServer()
    const log: [string, Record<string, unknown>][] = []
    const hear = (name: string) => (news: object) => log.push([name, { ...news }])
    const observer: StreamObserver = {
      onAttempt: hear('attempt'),
      onOpen: hear('open'),
      onFirstEvent: hear('first event'),
      onEvent: hear('event'),
      onRetry: hear('retry'),
      onGap: hear('gap'),
      onClose: hear('close'),
      showsValues,
    }
    const stream = createEventStream('https://example.com/?token=secret', {
      headers: { authorization: 'Bearer secret' },
      fetch: server.fetch,
      observer: observe(observer, clock),
      gapEvent: 'gap',
      platform: { clock, page: createTestPage(), random: () => 0.5 },
    })
    stream.open()
    return { clock, server, log, stream }
  }

  test('life of a stream: in durations, counts and bytes, without a value', async () => {
    const { clock, server, log, stream } = createObserved()
    await clock.advance(20)
    server.latest.open()
    await clock.advance(30)
    server.latest.send('id: secret\ndata: secret\n\nevent: price\ndata: 1234\n\n')
    await clock.settle()
    server.latest.break()
    await clock.next()
    server.latest.open('event: gap\ndata:\n\n')
    await clock.settle()
    stream.close()
    expect(log.slice(0, 6)).toEqual([
      ['attempt', { attempt: 1, failure: undefined }],
      ['open', { attempt: 1, duration: 20 }],
      ['first event', { attempt: 1, duration: 50 }],
      ['event', { attempt: 1, type: 'message', size: 6, event: undefined }],
      ['event', { attempt: 1, type: 'price', size: 4, event: undefined }],
      ['retry', { attempt: 1, delay: 500, failure: expect.objectContaining({ code: 'connection-lost' }) }],
    ])
    expect(log).toContainEqual(['gap', { attempt: 2, reason: 'event', lastEventId: undefined }])
    expect(log.at(-1)).toEqual(['close', { reason: 'closed', duration: 550, attempts: 2, events: 3, bytes: 68 }])
    expect(JSON.stringify(log)).not.toContain('secret')
  })

  test('observer that closes the stream: its end is told once', async () => {
    const scene = await createScene({ observer: observe({ onRetry: () => scene.stream.close() }) })
    scene.server.latest.break()
    await scene.clock.settle()
    expect(scene.states.map(({ phase }) => phase)).toEqual(['connecting', 'closed'])
  })

  test('showsValues: events and positions are there', async () => {
    const { clock, server, log } = createObserved(true)
    await clock.settle()
    server.latest.open('id: 7\ndata: x\n\nevent: gap\ndata:\n\n')
    await clock.settle()
    expect(log).toContainEqual([
      'event',
      expect.objectContaining({ event: expect.objectContaining({ data: 'x', id: '7' }) }),
    ])
    expect(log).toContainEqual(['gap', { attempt: 1, reason: 'event', lastEventId: '7' }])
  })
})
