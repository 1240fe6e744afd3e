// Promises 1 and 2 over real sockets: wherever the response is cut, nothing is lost and nothing is doubled.
import { fetchEventSource } from '@microsoft/fetch-event-source'
import { createEventStream, type EventStreamOptions } from '@linefeed/client'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { encodeEvents, startReplayServer, type Cut, type Recorded } from './support/replay-server.ts'

const events: Recorded[] = [
  { id: '1', data: 'one' },
  { id: '消息-2', data: '两个字' },
  { id: '🚀3', data: '😀 four bytes' },
  { id: 'ключ', data: 'é' },
  { id: '5', data: 'last' },
]
const size = encodeEvents(events).length
const offsets = Array.from({ length: size + 1 }, (_, offset) => offset)
const fast = { base: 1, cap: 1 }

async function play(cuts: Cut[], options: EventStreamOptions<undefined>): Promise<{ got: string[]; asked: string[] }> {
  const server = await startReplayServer(events, cuts)
  const got: string[] = []
  try {
    for await (const event of createEventStream(server.url, { until: 'done', retry: fast, ...options })) {
      if (event.type === 'message') {
        got.push(`${event.id} ${event.data}`)
      }
    }
    return { got, asked: server.asked }
  } finally {
    await server.close()
  }
}

const everything = events.map(({ id, data }) => `${id} ${data}`)

const requests: [name: string, options: EventStreamOptions<undefined>][] = [
  ['GET', {}],
  ['resumable POST', { body: { topic: 'a' }, resumable: true }],
]

describe.each(requests)('%s', (_name, options) => {
  test.each(['reset', 'end'] as const)(
    'a response cut by %s at any byte: every event comes once, in order',
    async (by) => {
      const results = await Promise.all(offsets.map((afterBytes) => play([{ afterBytes, by }], options)))
      expect(results.map(({ got }) => got)).toEqual(offsets.map(() => everything))
      expect(results.map(({ asked }) => asked.length)).toEqual(offsets.map(() => 2))
    },
  )

  test('many cuts in a row: the position survives each of them', async () => {
    const cuts = offsets.slice(1, 40).map((afterBytes): Cut => ({ afterBytes, by: 'reset' }))
    const { got, asked } = await play(cuts, options)
    expect(got).toEqual(everything)
    const progress = asked.map((position) => events.findIndex(({ id }) => id === position))
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    expect(asked).toHaveLength(cuts.length + 1)
    expect(asked.at(-1)).toBe('5')
  })
})

describe('@microsoft/fetch-event-source', () => {
  test('the same cuts: it loses the event whose id line was read and whose data was not', async () => {
    standInForItsPage()
    const latin = [
      { id: '1', data: 'one' },
      { id: '2', data: 'two' },
      { id: '3', data: 'three' },
    ]
    const lost = await Promise.all(
      Array.from({ length: encodeEvents(latin).length + 1 }, async (_, afterBytes) => {
        const got = await playMicrosoft(latin, { afterBytes, by: 'reset' })
        return latin.filter(({ id }) => !got.includes(id)).map(({ id }) => id)
      }),
    )
    expect(new Set(lost.flat())).toEqual(new Set(['1', '2', '3']))
    expect(lost.filter((ids) => ids.length > 0).length).toBeGreaterThan(lost.length / 3)
  })
})

/** It cannot run without a document and a window. */
function standInForItsPage(): void {
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }))
  vi.stubGlobal('window', globalThis)
  onTestFinished(() => void vi.unstubAllGlobals())
}

async function playMicrosoft(recorded: Recorded[], cut: Cut): Promise<string[]> {
  const server = await startReplayServer(recorded, [cut])
  const got: string[] = []
  const controller = new AbortController()
  try {
    await fetchEventSource(server.url, {
      fetch,
      openWhenHidden: true,
      signal: controller.signal,
      onerror: () => 1,
      onmessage({ event, id }) {
        if (event === 'done') {
          controller.abort()
        } else if (id !== '') {
          got.push(id)
        }
      },
    })
    return got
  } finally {
    await server.close()
  }
}
