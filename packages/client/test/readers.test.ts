import { createEventStream, json, text, type EventStreamOptions, type StandardSchema } from '@linefeed/client'
import { describe, expect, test } from 'vitest'
import { createManualClock } from './support/manual-clock.ts'
import { createScene } from './support/scene.ts'
import { createScriptedServer } from './support/scripted-server.ts'

const burst = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, index) => `id: ${from + index}\ndata: ${from + index}\n\n`).join('')

function createPulled(options: EventStreamOptions<undefined> = {}) {
  const server = createScriptedServer()
  const clock = createManualClock()
  const stream = createEventStream('https://example.com/', { fetch: server.fetch, platform: { clock }, ...options })
  return { server, clock, stream }
}

describe('listeners', () => {
  test('type: is heard alone, and unsubscribing twice harms nobody', async () => {
    const scene = await createScene()
    const heard: string[] = []
    const off = scene.stream.on('price', ({ data }) => heard.push(`first ${data}`))
    scene.stream.on('price', ({ data }) => heard.push(`second ${data}`))
    await scene.open('event: price\ndata: 1\n\ndata: other\n\n')
    off()
    off()
    scene.server.latest.send('event: price\ndata: 2\n\n')
    await scene.clock.settle()
    expect(heard).toEqual(['first 1', 'second 1', 'second 2'])
    expect(scene.data).toEqual(['1', 'other', '2'])
  })

  test('event named error: is an event like any other', async () => {
    const scene = await createScene()
    await scene.open('event: error\ndata: from the server\n\n')
    expect(scene.data).toEqual(['from the server'])
    expect(scene.errors).toEqual([])
  })

  test('throwing listener: is reported, and harms neither the others nor the stream', async () => {
    const scene = await createScene()
    const heard: string[] = []
    const bug = new Error('bug')
    scene.stream.on('message', () => {
      throw bug
    })
    scene.stream.on('message', ({ data }) => heard.push(data))
    await scene.open('data: a\n\ndata: b\n\n')
    expect(heard).toEqual(['a', 'b'])
    expect(scene.errors).toMatchObject([
      { code: 'callback-failed', cause: bug },
      { code: 'callback-failed', cause: bug },
    ])
    expect(scene.server.exchanges).toHaveLength(1)
    expect(scene.stream.state.phase).toBe('open')
  })

  test('last one out: closes the stream', async () => {
    const { server, stream, clock } = createPulled()
    const offs = [stream.on('a', () => {}), stream.on('b', () => {})]
    await clock.settle()
    offs[0]?.()
    expect(stream.state.phase).toBe('connecting')
    offs[1]?.()
    expect(stream.state).toEqual({ phase: 'closed', reason: 'closed' })
    expect(server.latest.isAborted).toBe(true)
  })

  test('linger: a reader that comes in time keeps the stream', async () => {
    const { server, stream, clock } = createPulled({ linger: 1_000, connectTimeout: 0 })
    stream.on('a', () => {})()
    await clock.advance(999)
    const off = stream.on('a', () => {})
    await clock.advance(5_000)
    expect(stream.state.phase).toBe('connecting')
    off()
    await clock.advance(1_000)
    expect(await stream.done).toEqual({ reason: 'closed' })
    expect([server.exchanges.length, clock.pending]).toEqual([1, 0])
  })

  test('listener added during a dispatch: hears the next event, not this one', async () => {
    const scene = await createScene()
    const heard: string[] = []
    scene.stream.on('message', ({ data }) => {
      if (data === '1') {
        scene.stream.on('message', (event) => heard.push(event.data))
      }
    })
    await scene.open('data: 1\n\ndata: 2\n\n')
    expect(heard).toEqual(['2'])
  })
})

describe('iterator', () => {
  test('slow loop: stops the reading, and loses nothing', async () => {
    const { server, clock, stream } = createPulled()
    const iterator = stream[Symbol.asyncIterator]()
    await clock.settle()
    server.latest.open()
    for (let chunk = 0; chunk < 10; chunk++) {
      server.latest.send(burst(100, chunk * 100))
    }
    await clock.settle()
    expect(server.latest.unread).toBe(9)
    const got: string[] = []
    const pull = async (count: number): Promise<void> => {
      for (let pulled = 0; pulled < count; pulled++) {
        const { value } = await iterator.next()
        got.push(value?.data ?? '')
      }
    }
    await pull(150)
    await clock.settle()
    expect(server.latest.unread).toBe(8)
    await pull(850)
    expect(got).toEqual(Array.from({ length: 1_000 }, (_, index) => String(index)))
  })

  test('silence while nobody pulls: is not the fault of the server', async () => {
    const { server, clock, stream } = createPulled({ idleTimeout: 1_000 })
    const iterator = stream[Symbol.asyncIterator]()
    await clock.settle()
    server.latest.open(burst(64))
    await clock.advance(60_000)
    expect([stream.state.phase, server.exchanges.length]).toEqual(['open', 1])
    for (let count = 0; count < 64; count++) {
      await iterator.next()
    }
    await clock.advance(1_001)
    expect(stream.state.phase).toBe('waiting')
  })

  test('several: each sees everything from its start', async () => {
    const { server, clock, stream } = createPulled()
    const first = stream[Symbol.asyncIterator]()
    await clock.settle()
    server.latest.open('data: 1\n\n')
    await clock.settle()
    const second = stream[Symbol.asyncIterator]()
    server.latest.send('data: 2\n\n')
    await clock.settle()
    const seen = [await first.next(), await first.next(), await second.next()]
    expect(seen.map(({ value }) => value?.data)).toEqual(['1', '2', '2'])
  })

  test('break: releases one reader, and the last one closes the stream', async () => {
    const { server, clock, stream } = createPulled()
    const other = stream[Symbol.asyncIterator]()
    const loop = (async () => {
      for await (const event of stream) {
        if (event.data === '1') {
          break
        }
      }
    })()
    await clock.settle()
    server.latest.open('data: 1\n\n')
    await loop
    expect(stream.state.phase).toBe('open')
    await other.return?.()
    expect(await stream.done).toEqual({ reason: 'closed' })
    expect(server.latest.isAborted).toBe(true)
  })

  test('break with a full queue: does not hold up the others', async () => {
    const { server, clock, stream } = createPulled()
    const full = stream[Symbol.asyncIterator]()
    const heard: string[] = []
    stream.on(({ data }) => heard.push(data))
    await clock.settle()
    server.latest.open(burst(100))
    server.latest.send('data: next\n\n')
    await clock.settle()
    expect(heard.at(-1)).toBe('99')
    await full.return?.()
    await clock.settle()
    expect(heard.at(-1)).toBe('next')
  })

  test('two with full queues: reading goes on when both are empty', async () => {
    const { server, clock, stream } = createPulled()
    const iterators = [stream[Symbol.asyncIterator](), stream[Symbol.asyncIterator]()]
    await clock.settle()
    server.latest.open(burst(64))
    server.latest.send(burst(1, 64))
    await clock.settle()
    const unread: number[] = []
    for (const iterator of iterators) {
      for (let pulled = 0; pulled < 64; pulled++) {
        await iterator.next()
      }
      await clock.settle()
      unread.push(server.latest.unread)
    }
    expect(unread).toEqual([1, 0])
  })

  test('few queued events: do not stop the reading', async () => {
    const { server, clock, stream } = createPulled()
    stream[Symbol.asyncIterator]()
    await clock.settle()
    server.latest.open(burst(62))
    await clock.settle()
    server.latest.send(burst(1, 62))
    await clock.settle()
    await clock.settle()
    expect(server.latest.unread).toBe(0)
  })

  test('left while pulls wait: they end, and leaving again is harmless', async () => {
    const { clock, stream } = createPulled()
    const iterator = stream[Symbol.asyncIterator]()
    const pulls = [iterator.next(), iterator.next()]
    await clock.settle()
    const over = { value: undefined, done: true }
    expect([await iterator.return?.(), await iterator.return?.()]).toEqual([over, over])
    expect(await Promise.all([...pulls, iterator.next()])).toEqual([over, over, over])
  })

  test('left after the end: is harmless', async () => {
    const { stream } = createPulled()
    const iterator = stream[Symbol.asyncIterator]()
    stream.close()
    expect(await iterator.return?.()).toEqual({ value: undefined, done: true })
  })

  test('iterator: may be looped over itself', async () => {
    const { server, clock, stream } = createPulled({ until: 'bye' })
    const iterator = stream[Symbol.asyncIterator]()
    await clock.settle()
    server.latest.open('data: 1\n\nevent: bye\ndata: 2\n\n')
    const got: string[] = []
    for await (const { data } of iterator) {
      got.push(data)
    }
    expect(got).toEqual(['1', '2'])
  })

  test.each(['finished', 'closed'] as const)('stream that is %s: the loop returns', async (how) => {
    const { server, clock, stream } = createPulled({ until: 'bye' })
    const got: string[] = []
    const loop = (async () => {
      for await (const { data } of stream) {
        got.push(data)
      }
    })()
    await clock.settle()
    server.latest.open('data: 1\n\n')
    await clock.settle()
    if (how === 'finished') {
      server.latest.send('data: 2\n\nevent: bye\ndata: 3\n\n')
    } else {
      stream.close()
    }
    await loop
    expect(got).toEqual(how === 'finished' ? ['1', '2', '3'] : ['1'])
  })

  test('listener that closes the stream: an iterator that comes later has nothing of the event', async () => {
    const { server, stream, clock } = createPulled()
    stream.on(() => stream.close())
    const iterator = stream[Symbol.asyncIterator]()
    await clock.settle()
    server.latest.open('data: a\n\n')
    await stream.done
    expect(await iterator.next()).toEqual({ value: undefined, done: true })
  })

  test('queue at the end: a finished stream is read to its end, an aborted one is over', async () => {
    const controller = new AbortController()
    const finished = createPulled({ until: 'bye' })
    const aborted = createPulled({ signal: controller.signal })
    const iterators = [finished, aborted].map(({ stream }) => stream[Symbol.asyncIterator]())
    await finished.clock.settle()
    finished.server.latest.open('data: 1\n\nevent: bye\ndata: 2\n\n')
    aborted.server.latest.open('data: 1\n\n')
    await finished.clock.settle()
    controller.abort(new Error('stop'))
    const [one, other] = iterators
    expect([(await one?.next())?.value?.data, (await one?.next())?.value?.data]).toEqual(['1', '2'])
    expect(await one?.next()).toEqual({ value: undefined, done: true })
    await expect(other?.next()).rejects.toThrow('stop')
    expect(await other?.next()).toEqual({ value: undefined, done: true })
  })

  test('queue when the stream is closed: nothing of it is delivered', async () => {
    const { server, clock, stream } = createPulled()
    const iterator = stream[Symbol.asyncIterator]()
    await clock.settle()
    server.latest.open('data: 1\n\n')
    await clock.settle()
    stream.close()
    expect(await iterator.next()).toEqual({ value: undefined, done: true })
  })

  test.each(['aborted', 'failed'] as const)('stream that is %s: a waiting loop throws the reason', async (how) => {
    const controller = new AbortController()
    const { server, clock, stream } = createPulled({ signal: controller.signal, retry: { limit: 0 } })
    const iterator = stream[Symbol.asyncIterator]()
    const [first, second] = [iterator.next(), iterator.next()]
    await clock.settle()
    if (how === 'aborted') {
      controller.abort(new RangeError('no more'))
    } else {
      server.latest.break()
    }
    await expect(first).rejects.toThrow(how === 'aborted' ? 'no more' : 'Cannot open event stream')
    expect(await second).toEqual({ value: undefined, done: true })
  })

  test('200,000 queued events: all come, in order', async () => {
    const { server, clock, stream } = createPulled()
    const iterator = stream[Symbol.asyncIterator]()
    await clock.settle()
    server.latest.open(burst(200_000))
    let expected = 0
    for (; expected < 200_000; expected++) {
      const { value } = await iterator.next()
      if (value?.data !== String(expected)) {
        break
      }
    }
    expect(expected).toBe(200_000)
  })

  test('readable stream: pulls, and cancelling it leaves', async () => {
    const { server, clock, stream } = createPulled()
    const reader = stream.toReadableStream().getReader()
    await clock.settle()
    server.latest.open('data: 1\n\n')
    expect((await reader.read()).value?.data).toBe('1')
    await reader.cancel()
    expect(await stream.done).toEqual({ reason: 'closed' })
  })

  test('readable stream: pulls nothing before it is read', async () => {
    const { server, clock, stream } = createPulled()
    stream.toReadableStream()
    await clock.settle()
    server.latest.open(burst(64))
    await clock.settle()
    server.latest.send(burst(1, 64))
    await clock.settle()
    await clock.settle()
    expect(server.latest.unread).toBe(1)
  })

  test('readable stream: ends with the event stream', async () => {
    const { server, clock, stream } = createPulled({ until: 'bye' })
    const reader = stream.toReadableStream().getReader()
    await clock.settle()
    server.latest.open('event: bye\ndata: 1\n\n')
    expect([(await reader.read()).value?.data, await reader.read()]).toEqual(['1', { value: undefined, done: true }])
  })
})

describe('decode', () => {
  const number: StandardSchema<number> = {
    '~standard': {
      version: 1,
      validate: (value) =>
        typeof value === 'number' ? { value } : { issues: [{ message: 'not a number', path: ['price'] }] },
    },
  }

  test('per type: named types are decoded, the others stay text', async () => {
    const scene = await createScene({ decode: { price: json(number), note: text() } })
    await scene.open('event: price\ndata: 4.5\n\nevent: note\ndata: 1\n\ndata: 2\n\n')
    expect(scene.data).toEqual([4.5, '1', '2'])
  })

  test('data that is refused: is reported with its event, and skipped', async () => {
    const scene = await createScene({ decode: json(number) })
    await scene.open('id: 1\ndata: {\n\nid: 2\ndata: "x"\n\nid: 3\ndata: 3\n\n')
    expect(scene.data).toEqual([3])
    expect(scene.errors).toMatchObject([
      { code: 'invalid-data', event: { id: '1', data: '{' } },
      { code: 'invalid-data', event: { id: '2', data: '"x"' } },
    ])
    expect(scene.errors[1]?.message).toContain('price: not a number')
    expect(scene.server.exchanges).toHaveLength(1)
  })

  test("data that is refused, with decodeErrors: 'fail': ends the stream", async () => {
    const scene = await createScene({ decode: json(), decodeErrors: 'fail' })
    await scene.open('data: {\n\ndata: 1\n\n')
    const end = await scene.stream.done
    expect(end.reason === 'failed' && end.error.code).toBe('invalid-data')
    expect(scene.data).toEqual([])
  })

  test('asynchronous decoder: keeps the order, holds up the reading, and is waited for at the end', async () => {
    const gates = new Map<string, () => void>()
    const { server, clock, stream } = createPulled({ until: 'bye' })
    const scene = createEventStream('https://example.com/', {
      fetch: server.fetch,
      platform: { clock },
      until: 'bye',
      decode: ({ data }) =>
        data === 'slow' ? new Promise<string>((resolve) => gates.set(data, () => resolve(data))) : data,
    })
    stream.close()
    const heard: string[] = []
    scene.on(({ data }) => heard.push(data))
    await clock.settle()
    server.latest.open('data: slow\n\ndata: fast\n\n')
    server.latest.send('event: bye\ndata: last\n\n')
    await clock.settle()
    expect([heard, server.latest.unread]).toEqual([[], 1])
    gates.get('slow')?.()
    await clock.settle()
    expect(heard).toEqual(['slow', 'fast', 'last'])
    expect(await scene.done).toEqual({ reason: 'finished' })
  })

  test('close() while a decoder is at work, behind which the attempt failed: nothing is reported', async () => {
    let resolve: (data: string) => void = () => {}
    const decode = () => new Promise<string>((give) => (resolve = give))
    const scene = await createScene({ decode, maxEventSize: 9 })
    await scene.open('data: x\n\ndata: too large\n\n')
    scene.stream.close()
    resolve('late')
    await scene.clock.settle()
    expect([scene.data, scene.errors]).toEqual([[], []])
  })

  test.each([
    ['close()', 'skip'],
    ['an event that is refused', 'fail'],
  ] as const)(
    '%s while events wait to be decoded: they are neither decoded nor reported',
    async (how, decodeErrors) => {
      const gates: (() => void)[] = []
      const scene = await createScene({
        decodeErrors,
        decode: () => new Promise((_, reject) => gates.push(() => reject(new Error('no')))),
      })
      await scene.open('data: 1\n\ndata: 2\n\ndata: 3\n\n')
      if (how === 'close()') {
        scene.stream.close()
      }
      gates[0]?.()
      await scene.clock.settle()
      expect([gates.length, scene.codes()]).toEqual([1, how === 'close()' ? [] : ['invalid-data']])
    },
  )

  test('close() while a decoder is at work: nothing is delivered', async () => {
    let resolve: (data: string) => void = () => {}
    const scene = await createScene({ decode: () => new Promise<string>((give) => (resolve = give)) })
    await scene.open('data: x\n\n')
    scene.stream.close()
    resolve('late')
    await scene.clock.settle()
    expect(scene.data).toEqual([])
  })
})

describe('duplicates', () => {
  test('dedupe: is asked once per stream, and what readers had is not delivered again', async () => {
    let made = 0
    const scene = await createScene({
      dedupe: () => {
        made++
        const seen = new Set<string | undefined>()
        return ({ id }) => seen.size === seen.add(id).size
      },
    })
    await scene.open('id: 1\ndata: 1\n\nid: 2\ndata: 2\n\n')
    scene.server.latest.break()
    await scene.nextRequest()
    await scene.open('id: 2\ndata: 2\n\nid: 3\ndata: 3\n\n')
    expect([scene.data, made]).toEqual([['1', '2', '3'], 1])
  })
})
