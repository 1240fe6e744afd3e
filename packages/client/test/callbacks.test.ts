// Promise 9: what the caller's own functions do wrong is reported as theirs, and is never the network's fault.
import { createEventStream, type EventStreamError, type EventStreamOptions } from '@linefeed/client'
import { describe, expect, test } from 'vitest'
import { createManualClock } from './support/manual-clock.ts'
import { createTestPage } from './support/page.ts'
import { createScene } from './support/scene.ts'

const boom = (): never => {
  throw new Error('boom')
}
const circular: Record<string, unknown> = {}
circular['self'] = circular
const never = (value: unknown): never => value as never

describe('functions asked per attempt', () => {
  const refused: [what: string, options: EventStreamOptions<undefined>][] = [
    ['headers that throw', { headers: boom }],
    ['headers that are no headers', { headers: () => never('Bearer secret') }],
    ['body that throws', { body: boom, resumable: true }],
    ['body that JSON cannot say', { body: () => circular, resumable: true }],
  ]
  test.each(refused)('%s: a failed attempt that sends nothing, and the next one asks again', async (_, options) => {
    const scene = await createScene(options)
    expect([scene.codes(), scene.server.exchanges.length]).toEqual([['request-unavailable'], 0])
    await scene.clock.next()
    expect(scene.codes()).toEqual(['request-unavailable', 'request-unavailable'])
    expect(scene.errors.map(({ message, stack, cause }) => `${message} ${stack} ${String(cause)}`).join()).not.toMatch(
      /secret/,
    )
  })

  test.each([{ resume: boom }, { resume: () => ({ url: 'http://[' }) }, { resume: () => ({ headers: never(7) }) }])(
    'resume request that cannot be made: %o',
    async ({ resume }) => {
      const scene = await createScene({ resume })
      await scene.open('id: 1\ndata: x\n\n')
      scene.server.latest.break()
      await scene.clock.next()
      expect(scene.codes().slice(0, 2)).toEqual(['connection-lost', 'request-unavailable'])
    },
  )
})

describe('stream that closes before it has asked', () => {
  test('headers: are not asked for', async () => {
    const asked: string[] = []
    const clock = createManualClock()
    const stream = createEventStream('https://example.com/', {
      platform: { clock, page: createTestPage() },
      headers: () => void asked.push('headers'),
    })
    stream.on(() => {})()
    await clock.settle()
    expect(asked).toEqual([])
  })

  test('body: is not asked for when the headers come late', async () => {
    const asked: string[] = []
    let give: (headers: undefined) => void = () => {}
    const scene = await createScene({
      headers: () => new Promise<undefined>((resolve) => (give = resolve)),
      body: () => void asked.push('body'),
      method: 'POST',
    })
    scene.stream.close()
    give(undefined)
    await scene.clock.settle()
    expect(asked).toEqual([])
  })
})

describe('functions that judge', () => {
  const judging: [name: string, options: EventStreamOptions<undefined>][] = [
    ['until', { until: boom }],
    ['dedupe', { dedupe: () => boom }],
    ['onStateChange', { onStateChange: boom }],
  ]
  test.each(judging)('%s that throws: is reported, and the stream goes on', async (_, options) => {
    const scene = await createScene(options)
    await scene.open('id: 1\ndata: one\n\n')
    expect(scene.data).toEqual(['one'])
    expect(scene.stream.state.phase).toBe('open')
    expect(new Set(scene.codes())).toEqual(new Set(['callback-failed']))
  })

  test.each([
    ['retry', { retry: boom }],
    ['onGap', { onGap: boom, lastEventId: '1' }],
  ] as [string, EventStreamOptions<undefined>][])('%s that throws: is reported', async (_, options) => {
    const scene = await createScene(options)
    scene.server.latest.answer(new Response(null, { status: 410 }))
    await scene.clock.settle()
    expect(scene.codes()).toContain('callback-failed')
  })
})

describe('reconnect() from a callback', () => {
  test('onStateChange while waiting: is heard', async () => {
    const phases: string[] = []
    const scene = await createScene({
      onStateChange({ phase }) {
        phases.push(phase)
        if (phase === 'waiting' && phases.length === 2) {
          scene.stream.reconnect()
        }
      },
    })
    scene.server.latest.answer(new Response(null, { status: 503, headers: { 'retry-after': '3600' } }))
    await scene.nextRequest()
    expect(scene.clock.now()).toBeLessThanOrEqual(350)
  })

  test.each([
    ['paused', 2],
    ['waiting', 2],
  ] as const)('onStateChange, each time it is %s: is heard, and does not turn in circles', async (phase, calls) => {
    let heard = 0
    const scene = await createScene({
      onStateChange(state) {
        // What turns in circles never comes back to the test.
        if (state.phase === phase && ++heard < 1_000) {
          scene.stream.reconnect()
        }
      },
    })
    scene.page.change({ offline: phase === 'paused' })
    scene.server.latest.break()
    await scene.clock.advance(300)
    expect(heard).toBe(calls)
  })

  test('onError: is heard, and the wait that the failure asked for is not kept', async () => {
    const scene = await createScene({ onError: () => scene.stream.reconnect() })
    scene.server.latest.answer(new Response(null, { status: 503, headers: { 'retry-after': '3600' } }))
    await scene.nextRequest()
    expect(scene.clock.now()).toBeLessThanOrEqual(350)
  })

  test.each(['status', 'event'] as const)('onGap, by %s: is heard', async (how) => {
    const scene = await createScene({
      lastEventId: '5',
      gapEvent: 'gap',
      retry: { base: 20_000 },
      onGap: () => scene.stream.reconnect(),
    })
    if (how === 'status') {
      scene.server.latest.answer(new Response(null, { status: 410 }))
    } else {
      await scene.open('event: gap\ndata:\n\n')
    }
    await scene.nextRequest()
    expect([scene.clock.now() <= 350, scene.server.latest.lastEventId]).toEqual([true, ''])
  })

  test('listener: one live request', async () => {
    const scene = await createScene()
    const errors: EventStreamError[] = []
    scene.stream.on('again', () => scene.stream.reconnect())
    await scene.open('id: 1\nevent: again\ndata: x\n\nid: 2\ndata: of the old response\n\n')
    const second = await scene.nextRequest()
    expect([second.lastEventId, scene.data, errors]).toEqual(['1', ['x'], []])
    expect(scene.server.exchanges.filter(({ isLive }) => isLive)).toHaveLength(1)
  })

  test('close() from onStateChange while open: nothing is delivered, nothing is left', async () => {
    const scene = await createScene({
      onStateChange({ phase }) {
        if (phase === 'open') {
          scene.stream.close()
        }
      },
    })
    await scene.open('data: x\n\n')
    expect([scene.clock.pending, scene.page.watchers, scene.data, scene.codes()]).toEqual([0, 0, [], []])
  })

  test('close() from onStateChange while waiting: no timer is left', async () => {
    const scene = await createScene({
      onStateChange({ phase }) {
        if (phase === 'waiting') {
          scene.stream.close()
        }
      },
    })
    scene.server.latest.break()
    await scene.clock.settle()
    expect([scene.clock.pending, scene.page.watchers, scene.codes()]).toEqual([0, 0, ['request-failed']])
  })
})

test('policy that throws: is reported, and the built-in one decides', async () => {
  const scene = await createScene({ retry: boom })
  scene.server.latest.break()
  await scene.clock.settle()
  expect(scene.codes()).toEqual(['callback-failed', 'request-failed'])
  expect(scene.stream.state).toMatchObject({ phase: 'waiting', delay: 500 })
})

describe('what cannot be shown as text', () => {
  const mute = (): never => {
    throw Object.create(null)
  }

  test('thrown by a listener: is the listener’s, and the stream goes on', async () => {
    const scene = await createScene()
    scene.stream.on('bad', mute)
    await scene.open('event: bad\ndata: 1\n\ndata: 2\n\n')
    expect([scene.data, scene.codes()]).toEqual([['1', '2'], ['callback-failed']])
  })

  test.each([mute, async () => mute()])('thrown by a decoder: is refused data', async (decode) => {
    const scene = await createScene({ decode })
    await scene.open('data: 1\n\n')
    expect([scene.codes(), scene.stream.state.phase]).toEqual([['invalid-data'], 'open'])
  })

  test('thrown by fetch: is a failed attempt', async () => {
    const scene = await createScene({ fetch: mute })
    expect([scene.codes(), scene.stream.state.phase]).toEqual([['request-failed'], 'waiting'])
  })
})
