import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSchedule } from '../../../packages/client/src/session/schedule.ts'
import { connectionLost, endedEmpty, timedOut, unavailable } from '../failures.ts'
import { createSharedSchedule } from '../shared-schedule.ts'

const failures = [connectionLost, endedEmpty, timedOut(5_000), unavailable(undefined), unavailable(10_000), undefined]

const step = fc.record({
  client: fc.nat(2),
  /** Milliseconds to the response, if there was one, and from there to the end. */
  opensAfter: fc.option(fc.nat(500)),
  lasts: fc.oneof(fc.nat(900), fc.nat(120_000)),
  failure: fc.constantFrom(...failures),
  draws: fc.nat(999).map((thousandths) => thousandths / 1_000),
})

test.each([
  [1_000, 30_000],
  [1, 30_000],
  [3_000, 3_000],
])('shared schedule, base %i, cap %i: plans for each client what a schedule of its own plans', (base, cap) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.nat(60_000), (steps, reconnectionTime) => {
      const retry = { base, cap, limit: Infinity }
      let now = 0
      let draw = 0
      const random = (): number => draw
      const clock = { now: () => now, date: () => now, schedule: () => () => {} }
      const own = Array.from({ length: 3 }, () =>
        createSchedule({ retry, retryPolicy: undefined, renewable: () => false, clock, random }),
      )
      const shared = createSharedSchedule({ clients: 3, retry, retryPolicy: undefined, random })
      own[0]?.onRetry(reconnectionTime)
      shared.onReconnectionTime(0, reconnectionTime)

      const planned: (number | undefined)[] = []
      const expected: (number | undefined)[] = []
      for (const { client, opensAfter, lasts, failure, draws } of steps) {
        draw = draws
        own[client]?.onAttempt()
        shared.onAttempt(client, now)
        if (opensAfter !== null) {
          now += opensAfter
          own[client]?.onOpen()
          shared.onOpen(client, now)
        }
        now += lasts
        if (opensAfter !== null) {
          own[client]?.onBytes()
        }
        own[client]?.plan(failure)
        expected.push(own[client]?.startAt)
        planned.push(shared.plan(client, now, failure))
        now += 60_000
      }
      expect(planned).toEqual(expected)
    }),
  )
})
