import { bearer, createEventStream, type TokenContext } from '@linefeed/client'
import { describe, expect, test } from 'vitest'
import { createManualClock } from './support/manual-clock.ts'
import { createTestPage } from './support/page.ts'
import { createScene } from './support/scene.ts'
import { createScriptedServer, type Exchange } from './support/scripted-server.ts'

interface Call extends TokenContext {
  give(token: string): void
  fail(error: Error): void
}

/** Streams that share one `bearer()`, and the token calls it made. */
function createCrowd(size: number, answer?: (call: number) => string, identities: (string | undefined)[] = []) {
  const server = createScriptedServer()
  const clock = createManualClock()
  const calls: Call[] = []
  const headers = bearer((context) =>
    answer
      ? (calls.push({ ...context, give() {}, fail() {} }), answer(calls.length))
      : new Promise((give, fail) => calls.push({ ...context, give, fail })),
  )
  const streams = Array.from({ length: size }, (_, index) => {
    const stream = createEventStream('https://example.com/', {
      headers,
      identity: identities[index],
      fetch: server.fetch,
      platform: { clock, page: createTestPage(), random: () => 0.5 },
    })
    stream.open()
    return stream
  })
  return { server, clock, calls, streams }
}

const refuse = (exchange: Exchange): void => exchange.answer(new Response(null, { status: 401 }))
const tokens = (exchanges: readonly Exchange[]): unknown[] =>
  exchanges.map(({ headers }) => headers.get('authorization'))

describe('bearer', () => {
  test('many streams at once: one call serves all', async () => {
    const { server, clock, calls } = createCrowd(50)
    await clock.settle()
    expect(calls).toHaveLength(1)
    calls[0]?.give('t1')
    await clock.settle()
    expect(new Set(tokens(server.exchanges))).toEqual(new Set(['Bearer t1']))
    expect(server.exchanges).toHaveLength(50)
  })

  test('401: one renewal serves all that were refused with the older token', async () => {
    const { server, clock, calls } = createCrowd(3, (call) => `t${call}`)
    await clock.settle()
    for (const exchange of server.exchanges.slice()) {
      refuse(exchange)
      await clock.advance(100)
    }
    await clock.advance(1_000)
    expect(calls.filter(({ renew }) => renew)).toHaveLength(1)
    expect(tokens(server.exchanges.slice(3))).toEqual(['Bearer t2', 'Bearer t3', 'Bearer t4'])
  })

  test('401 twice in a row: the stream stops, without a third request', async () => {
    const { server, clock, streams } = createCrowd(1, (call) => `t${call}`)
    await clock.settle()
    refuse(server.latest)
    await clock.advance(1_000)
    refuse(server.latest)
    const end = await streams[0]?.done
    expect(end?.reason === 'failed' && end.error).toMatchObject({ code: 'http-status', status: 401 })
    expect(server.exchanges).toHaveLength(2)
    expect(JSON.stringify(end) + JSON.stringify(streams[0]?.state)).not.toContain('t2')
  })

  test('403: is not asked again', async () => {
    const { server, clock, streams } = createCrowd(1, (call) => `t${call}`)
    await clock.settle()
    server.latest.answer(new Response(null, { status: 403 }))
    expect((await streams[0]?.done)?.reason).toBe('failed')
    expect(server.exchanges).toHaveLength(1)
  })

  test.each([
    [0, 1],
    [1, 2],
  ])('limit of %i: a 401 leaves %i requests', async (limit, requests) => {
    const server = createScriptedServer()
    const clock = createManualClock()
    const stream = createEventStream('https://example.com/', {
      headers: bearer(() => 'token'),
      fetch: server.fetch,
      platform: { clock, page: createTestPage() },
      retry: { limit },
    })
    stream.open()
    await clock.settle()
    refuse(server.latest)
    await clock.advance(1_000)
    expect(server.exchanges).toHaveLength(requests)
  })

  test('401 after a renewal and reconnect(): is renewed anew', async () => {
    const { server, clock, streams } = createCrowd(1, (call) => `t${call}`)
    await clock.settle()
    refuse(server.latest)
    await clock.advance(400)
    streams[0]?.reconnect()
    await clock.advance(400)
    refuse(server.latest)
    await clock.advance(400)
    expect(tokens(server.exchanges)).toEqual(['Bearer t1', 'Bearer t2', 'Bearer t3', 'Bearer t4'])
  })

  test('401 after an open stream: is renewed, each time', async () => {
    const { server, clock, calls } = createCrowd(1, (call) => `t${call}`)
    await clock.settle()
    for (let expiry = 0; expiry < 3; expiry++) {
      server.latest.open('data: x\n\n')
      await clock.advance(60_000)
      server.latest.end()
      await clock.next()
      refuse(server.latest)
      await clock.advance(400)
    }
    expect(calls.filter(({ renew }) => renew)).toHaveLength(3)
    expect(server.exchanges).toHaveLength(7)
  })

  test('POST made only once: is sent again after a 401, which says that nothing was done', async () => {
    const server = createScriptedServer()
    const clock = createManualClock()
    const stream = createEventStream('https://example.com/', {
      body: { prompt: 'hi' },
      headers: bearer(({ renew }) => (renew ? 'new' : 'old')),
      fetch: server.fetch,
      platform: { clock },
    })
    stream.open()
    await clock.settle()
    refuse(server.latest)
    await clock.advance(400)
    expect(tokens(server.exchanges)).toEqual(['Bearer old', 'Bearer new'])
  })

  test('call that hangs: is given up with the attempt that waits for it, and made anew', async () => {
    const { clock, calls } = createCrowd(1)
    await clock.advance(30_000)
    expect(calls[0]?.signal.aborted).toBe(true)
    await clock.advance(1_000)
    expect(calls).toHaveLength(2)
  })

  test('stream that was opened and closed at once: leaves no call that others would wait for', async () => {
    const { clock, calls, streams } = createCrowd(2)
    streams.forEach((stream) => stream.close())
    await clock.settle()
    expect(calls).toEqual([])
  })

  test('streams of two people: share no call, whichever comes first', async () => {
    const { server, clock, calls, streams } = createCrowd(4, undefined, ['ada', 'bob', undefined, 'ada'])
    await clock.settle()
    expect(calls.map(({ identity }) => identity)).toEqual(['ada', 'bob', undefined])
    streams[0]?.close()
    streams[3]?.close()
    calls.forEach(({ give, identity }) => give(`token of ${identity}`))
    await clock.settle()
    expect(tokens(server.exchanges)).toEqual(['Bearer token of bob', 'Bearer token of undefined'])
  })

  test('401 of one person: renews the token of nobody else', async () => {
    const { server, clock, calls } = createCrowd(2, undefined, ['ada', 'bob'])
    await clock.settle()
    calls.forEach(({ give }) => give('cached'))
    await clock.settle()
    server.exchanges.slice(0, 1).forEach(refuse)
    server.exchanges.slice(1).forEach((exchange) => exchange.answer(new Response(null, { status: 503 })))
    await clock.advance(2_000)
    expect(calls.map(({ identity, renew }) => [identity, renew])).toEqual([
      ['ada', false],
      ['bob', false],
      ['ada', true],
      ['bob', false],
    ])
  })

  test('stream that closes: does not abort a call that others wait for', async () => {
    const { server, clock, calls, streams } = createCrowd(2)
    await clock.settle()
    streams[0]?.close()
    expect(calls[0]?.signal.aborted).toBe(false)
    calls[0]?.give('t1')
    await clock.settle()
    expect(tokens(server.exchanges)).toEqual(['Bearer t1'])
  })

  test('call that fails: fails the attempts that wait for it, and the next ones ask anew', async () => {
    const { server, clock, calls } = createCrowd(2)
    await clock.settle()
    calls[0]?.fail(new Error('down'))
    await clock.advance(1_000)
    expect(calls).toHaveLength(2)
    calls[1]?.give('t2')
    await clock.settle()
    expect(tokens(server.exchanges)).toEqual(['Bearer t2', 'Bearer t2'])
  })

  test('renewal that fails: the next attempt asks for another token again, not for the one that was refused', async () => {
    const { server, clock, calls } = createCrowd(1)
    await clock.settle()
    calls[0]?.give('t1')
    await clock.settle()
    refuse(server.latest)
    await clock.advance(400)
    calls[1]?.fail(new Error('down'))
    await clock.advance(2_000)
    calls[2]?.give('t2')
    await clock.settle()
    server.latest.answer(new Response(null, { status: 503 }))
    await clock.advance(4_000)
    expect(calls.map(({ renew }) => renew)).toEqual([false, true, true, false])
    expect(tokens(server.exchanges)).toEqual(['Bearer t1', 'Bearer t2'])
  })

  test('renewal that hangs: the next attempt asks for another token again', async () => {
    const { server, clock, calls } = createCrowd(1)
    await clock.settle()
    calls[0]?.give('t1')
    await clock.settle()
    refuse(server.latest)
    await clock.advance(400)
    await clock.advance(30_000)
    await clock.advance(2_000)
    expect(calls.map(({ renew }) => renew)).toEqual([false, true, true])
  })

  test('failure other than a 401: asks for a token, not for another one', async () => {
    const { server, clock, calls } = createCrowd(1, (call) => `t${call}`)
    await clock.settle()
    server.latest.answer(new Response(null, { status: 503 }))
    await clock.advance(1_000)
    expect(calls.map(({ renew }) => renew)).toEqual([false, false])
  })

  test('401 while an ordinary call is under way: waits for a renewal, not for that call', async () => {
    const { server, clock, calls, streams } = createCrowd(2)
    await clock.settle()
    calls[0]?.give('t1')
    await clock.settle()
    streams[1]?.reconnect()
    await clock.advance(400)
    refuse(server.exchanges[0] as Exchange)
    await clock.advance(1_000)
    expect(calls.map(({ renew }) => renew)).toEqual([false, false, true])
  })

  test('call that was given up and answers late: does not end the sharing of the next one', async () => {
    const { clock, calls, streams } = createCrowd(2)
    await clock.settle()
    streams.forEach((stream) => stream.reconnect())
    await clock.advance(400)
    expect(calls).toHaveLength(2)
    calls[0]?.give('late')
    await clock.settle()
    streams[1]?.reconnect()
    await clock.advance(400)
    expect(calls).toHaveLength(2)
  })

  test('stream that closes after its token came: aborts no signal that nobody waits for', async () => {
    const { clock, calls, streams } = createCrowd(1)
    await clock.settle()
    calls[0]?.give('t1')
    await clock.settle()
    streams[0]?.close()
    await clock.settle()
    expect(calls[0]?.signal.aborted).toBe(false)
  })
})

describe('two 401 that do not follow each other', () => {
  test('a renewal that fails between them is a failed attempt, not a dead stream', async () => {
    let cached = 'expired'
    let isDown = true
    const scene = await createScene({
      headers({ failure }) {
        if (failure?.code === 'http-status' && failure.status === 401) {
          if (isDown) {
            isDown = false
            throw new Error('token endpoint is down')
          }
          cached = 'fresh'
        }
        return { authorization: cached }
      },
    })
    scene.server.latest.answer(new Response(null, { status: 401 }))
    await scene.nextRequest()
    scene.server.latest.answer(new Response(null, { status: 401 }))
    await scene.clock.settle()
    expect([scene.codes(), scene.stream.state.phase]).toEqual([
      ['http-status', 'request-unavailable', 'http-status'],
      'waiting',
    ])
    const { headers } = await scene.nextRequest()
    expect(headers.get('authorization')).toBe('fresh')
  })

  test('an outage between them may outlast the token: it is renewed again', async () => {
    let minted = 0
    const scene = await createScene({
      headers: bearer(({ renew }) => `${(minted += renew ? 1 : 0)}`),
    })
    scene.server.latest.answer(new Response(null, { status: 401 }))
    await scene.nextRequest()
    scene.server.latest.answer(new Response(null, { status: 503 }))
    await scene.nextRequest()
    scene.server.latest.answer(new Response(null, { status: 401 }))
    await scene.clock.settle()
    const { headers } = await scene.nextRequest()
    expect(headers.get('authorization')).toBe('Bearer 2')
  })
})
