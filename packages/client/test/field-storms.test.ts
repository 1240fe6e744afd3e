// Servers that make existing clients hammer them, played against ours.
import { describe, expect, test } from 'vitest'
import { createScene } from './support/scene.ts'

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
