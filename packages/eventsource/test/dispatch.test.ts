// #dispatchMessage: what becomes of the events of a stream, and the tasks they come in.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createScriptedServer } from '../../client/test/support/scripted-server.ts'
import { createScene } from './support/scene.ts'

describe('MessageEvent', () => {
  test('fields: data, type, lastEventId, the origin of the final URL, and nothing that bubbles', async () => {
    const { server, settle, events } = await createScene({ types: ['price'] })
    const response = new Response('id: 7\nevent: price\ndata: a\ndata: b\n\n', {
      headers: { 'content-type': 'text/event-stream' },
    })
    Object.defineProperty(response, 'url', { value: 'https://elsewhere.test:8443/final?x' })
    server.latest.answer(response)
    await settle()
    expect(events[1]).toBeInstanceOf(MessageEvent)
    expect(events[1]).toMatchObject({
      type: 'price',
      data: 'a\nb',
      lastEventId: '7',
      origin: 'https://elsewhere.test:8443',
      bubbles: false,
      cancelable: false,
      source: null,
    })
  })

  test('lastEventId: outlives its event and the connection', async () => {
    const { server, open, events, settle, clock } = await createScene()
    await open('id: 1\ndata: a\n\ndata: b\n\n')
    server.latest.end()
    await settle()
    await clock.next()
    await open('data: c\n\n')
    const ids = events.filter((event) => event instanceof MessageEvent).map(({ lastEventId }) => lastEventId)
    expect(ids).toEqual(['1', '1', '1'])
  })

  test('types: the server may name them after our own', async () => {
    const { open, log } = await createScene()
    await open('event: error\ndata: a\n\nevent: open\ndata: b\n\n')
    expect(log).toEqual(['open 1', 'error 1 a', 'open 1 b'])
  })
})

describe('tasks', () => {
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  test('two events in one chunk: what the first leaves to do is done before the second', async () => {
    const { source, open, settle } = await createScene()
    const log: string[] = []
    const hear = async (data: string): Promise<void> => {
      log.push(data)
      await Promise.resolve().then(() => Promise.resolve().then(() => Promise.resolve()))
      log.push(`after ${data}`)
    }
    source.addEventListener('message', ({ data }) => void hear(String(data)))
    await open('data: a\n\ndata: b\n\n')
    await settle()
    expect(log).toEqual(['a', 'after a', 'b', 'after b'])
  })

  test('a listener that waits for the next event each time: misses none', async () => {
    const { source, open } = await createScene()
    const next = (): Promise<unknown> =>
      new Promise((resolve) => source.addEventListener('message', ({ data }) => resolve(data), { once: true }))
    const heard = (async () => [await next(), await next(), await next()])()
    await open('data: a\n\ndata: b\n\ndata: c\n\n')
    expect(await heard).toEqual(['a', 'b', 'c'])
  })

  test('reading: goes on when what was read has been heard', async () => {
    const { server, clock, settle, log } = await createScene()
    server.latest.open('data: 0\n\n'.repeat(200))
    await clock.settle()
    server.latest.send('data: 1\n\n')
    await clock.settle()
    expect([log.length < 100, server.latest.unread]).toEqual([true, 1])
    for (let turn = 0; turn < 20; turn++) {
      await settle()
    }
    expect([log.length, server.latest.unread]).toEqual([202, 0])
  })

  test('dispatchEvent that throws: is reported, and the next event comes', async () => {
    const mine = new Error('mine')
    const { source, log, server, settle } = await createScene()
    const thrown = vi.fn<(rethrow: () => void) => void>()
    vi.stubGlobal('queueMicrotask', thrown)
    // A subclass may, and so does a DOM emulation that rethrows what listeners throw.
    vi.spyOn(source, 'dispatchEvent').mockImplementationOnce(() => {
      throw mine
    })
    server.latest.open('data: a\n\n')
    await settle()
    expect([log, thrown.mock.calls.length]).toEqual([['message 1 a'], 1])
    expect(thrown.mock.calls[0]?.[0]).toThrow(mine)
  })

  test('fake timers, and real ones again: events come all the time', async () => {
    const { source, server, open } = await createScene()
    await open()
    const next = (): Promise<unknown> =>
      new Promise((resolve) => source.addEventListener('message', ({ data }) => resolve(data), { once: true }))
    vi.useFakeTimers()
    const faked = next()
    server.latest.send('data: a\n\n')
    const heard = [await faked]
    vi.useRealTimers()
    const real = next()
    server.latest.send('data: b\n\n')
    expect([...heard, await real]).toEqual(['a', 'b'])
  })

  const lacks: [name: string, missing: string[]][] = [
    ['setImmediate', ['setImmediate']],
    ['setImmediate and MessageChannel, as in the jsdom of Jest', ['setImmediate', 'MessageChannel']],
  ]
  test.each(lacks)('platform without %s: events come', async (_name, missing) => {
    missing.forEach((name) => vi.stubGlobal(name, undefined))
    vi.resetModules()
    const { EventSource } = await import('@linefeed/eventsource')
    const server = createScriptedServer()
    const source = new EventSource('http://x/stream', { fetch: server.fetch })
    const heard = new Promise((resolve) => source.addEventListener('message', ({ data }) => resolve(data)))
    await vi.waitFor(() => server.latest.open('data: a\n\n'))
    expect(await heard).toBe('a')
    source.close()
  })
})
