import { describe, expect, test } from 'vitest'
import { createEventQueue } from '../event-queue.ts'
import { ideal, linefeed, peers, type Policy } from '../policies.ts'
import { scenarios, type Scenario } from '../scenarios.ts'
import { createServer } from '../server.ts'
import { simulate } from '../simulate.ts'

const setting = { clients: 1_000, capacity: 20, seed: 1 }
const policies = [linefeed, ...peers, ideal]
const everything = scenarios.flatMap((scenario) =>
  policies.map((policy) => [scenario.name, policy.name, scenario, policy] as const),
)

function named<T extends { name: string }>(list: readonly T[], name: string): T {
  const found = list.find((entry) => entry.name === name)
  if (!found) {
    throw new Error(`Cannot find entry: its name must be in the list, got ${name}`)
  }
  return found
}

const peer = (name: string): Policy => named(peers, name)
const scenario = (name: string): Scenario => named(scenarios, name)

describe('event queue', () => {
  test('order: by time, and within a microsecond by id', () => {
    const queue = createEventQueue(10)
    const pushed: [id: number, time: number][] = [
      [3, 20],
      [9, 10.0004],
      [1, 10],
      [2, 10.001],
      [7, 0],
    ]
    pushed.forEach(([id, time]) => queue.push(id, time))
    const popped: [id: number | undefined, time: number][] = []
    while (queue.length > 0) {
      popped.push([queue.pop(), queue.time])
    }
    expect(popped).toEqual([
      [7, 0],
      [1, 10],
      [9, 10],
      [2, 10.001],
      [3, 20],
    ])
  })
})

describe('server', () => {
  const settings = { capacity: 10, queue: 3, processes: 2, room: 2, refusalCost: 0 }

  test('arrivals: are accepted one after the other, and refused beyond the queue', () => {
    const server = createServer(settings)
    expect([1, 2, 3, 4].map(() => server.arrive(0))).toEqual([100, 200, 300, 'refused'])
    server.accept()
    expect(server.arrive(100)).toBe(300)
  })

  test('refusals: take their part of the capacity', () => {
    const server = createServer({ ...settings, refusalCost: 0.5 })
    expect([1, 2, 3, 4, 5].map(() => server.arrive(0))).toEqual([100, 200, 300, 'refused', 'refused'])
    server.accept()
    expect(server.arrive(100)).toBe(400)
  })

  test('room: full processes refuse', () => {
    const server = createServer(settings)
    const answers = [0, 1, 2, 3, 4].map((second) => {
      const answer = server.arrive(second * 1_000)
      return answer === 'refused' ? answer : server.accept()
    })
    expect(answers).toEqual([1, 0, 1, 0, 'refused'])
  })

  test('stopped processes: lend no capacity, and nobody answers when none is left', () => {
    const server = createServer(settings)
    server.stop(0, 0)
    expect(server.arrive(0)).toBe(200)
    server.stop(1, 0)
    expect(server.arrive(0)).toBe('unreachable')
  })
})

describe('simulation', () => {
  test.each(everything)(
    '%s, %s: all clients come back, no attempt is lost, and servers accept no faster than they can',
    (_scenario, _policy, happening, policy) => {
      const { attempts, accepted, refused, unreachable, timedOut, dropped, unanswered, losses, away, open, arrivals } =
        simulate(happening, policy, setting)
      expect(accepted + refused + unreachable + timedOut + dropped).toBe(attempts)
      expect(accepted).toBe(losses)
      expect([away, unanswered]).toEqual([0, 0])
      expect(arrivals.reduce((sum, arrived) => sum + arrived, 0)).toBe(attempts)
      expect(open.at(-1)).toBe(1)
      expect(Math.min(...open)).toBeGreaterThanOrEqual(0)
      const gains = open.map((part, second) => (part - (open[second - 1] ?? 1)) * setting.clients)
      expect(Math.max(...gains)).toBeLessThanOrEqual(setting.capacity + 1)
    },
  )

  test.each([0, 2 ** 21, Number.NaN])('clients: %d is refused', (clients) => {
    expect(() => simulate(scenario('crash'), linefeed, { ...setting, clients })).toThrow('Cannot simulate clients')
  })

  test('figures: are the same for the same seed, and others for another', () => {
    const [first, again, other] = [1, 1, 2].map((seed) => simulate(scenario('crash'), linefeed, { ...setting, seed }))
    expect(again).toEqual(first)
    expect(other?.arrivals).not.toEqual(first?.arrivals)
  })

  test('accept queue: who waits too long goes away, and the work for it is lost', () => {
    const [patient, hasty] = [10_000, 5_000].map((queueTimeout) =>
      simulate(scenario('overload'), linefeed, { ...setting, queueTimeout }),
    )
    expect(patient?.timedOut).toBe(0)
    expect(hasty?.timedOut).toBeGreaterThan(0)
    expect(hasty?.back99).toBeGreaterThan(patient?.back99 ?? Infinity)
  })

  test('fixed 1 s: comes in waves of all clients that are away, one second and the way to and fro apart', () => {
    const { arrivals, peak } = simulate(scenario('outage'), peer('fixed 1 s'), setting)
    expect(peak).toBe(setting.clients)
    // Heard of it within 150 ms, waited 1 s, under way for 150 ms at most: the first second is silent, the next has them all.
    expect(arrivals.slice(0, 2)).toEqual([0, setting.clients])
    // A round takes 1.02 to 1.3 s: in 28 s each client comes 22 to 28 times, and all find nobody.
    const during = arrivals.slice(1, 29).reduce((sum, arrived) => sum + arrived, 0) / setting.clients
    expect(during).toBeGreaterThan(22)
    expect(during).toBeLessThan(28)
  })

  test('exponential, no jitter: meets again after each doubling', () => {
    const { arrivals } = simulate(scenario('outage'), peer('exponential, no jitter'), setting)
    expect(arrivals.slice(0, 16).flatMap((arrived, second) => (arrived > 0 ? [second] : []))).toEqual([1, 3, 7, 15])
  })

  test('ideal: arrives at exactly the capacity, and no attempt is wasted', () => {
    const { arrivals, attempts, accepted, back99 } = simulate(scenario('outage'), ideal, setting)
    expect(attempts).toBe(accepted)
    expect(new Set(arrivals.slice(30, 79))).toEqual(new Set([setting.capacity]))
    expect(back99).toBeGreaterThan(79_000)
    expect(back99).toBeLessThan(80_000)
  })

  test('Linefeed: spreads its attempts, and is back soon after the ideal', () => {
    const [ours, none, best] = [linefeed, peer('exponential, no jitter'), ideal].map((policy) =>
      simulate(scenario('outage'), policy, setting),
    )
    expect(ours?.away).toBe(0)
    expect(ours?.back99).toBeLessThan((best?.back99 ?? 0) * 1.4)
    expect(ours?.back99).toBeLessThan((none?.back99 ?? 0) / 2)
  })
})
