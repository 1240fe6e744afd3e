// The watch over one connection alone: what a whole stream hides, because it lets go of everything at once.
import { describe, expect, test } from 'vitest'
import type { EventStreamError } from '@linefeed/client'
import { watchLiveness, type LivenessOptions } from '../src/connection/liveness.ts'
import { createManualClock } from './support/manual-clock.ts'

/** A connection that is watched, with all that its watch says. */
function createWatch(options: LivenessOptions) {
  const clock = createManualClock()
  const errors: EventStreamError[] = []
  const liveness = watchLiveness(options, clock, (error) => errors.push(error))
  return { clock, errors, liveness, codes: () => errors.map(({ code }) => code) }
}

describe('liveness', () => {
  test('silence: is reported once, and nothing is watched after it', async () => {
    const { clock, liveness, codes } = createWatch({ idleTimeout: 1_000, eventTimeout: 2_000 })
    liveness.onResponse()
    await clock.advance(60_000)
    expect([codes(), clock.pending]).toEqual([['idle-timeout'], 0])
  })

  test('eventTimeout: each event starts it anew', async () => {
    const { clock, liveness, codes } = createWatch({ eventTimeout: 1_000 })
    liveness.onResponse()
    for (let events = 0; events < 5; events++) {
      await clock.advance(900)
      liveness.onBytes(true)
    }
    expect(codes()).toEqual([])
    await clock.advance(999)
    expect(codes()).toEqual([])
    await clock.advance(1)
    expect(codes()).toEqual(['event-timeout'])
  })

  test('rhythm: any number of comments leaves one timer', async () => {
    const rhythm = { limit: () => 5_000, onBeat() {}, onLoss() {} }
    const { clock, liveness } = createWatch({ idleTimeout: rhythm })
    liveness.onResponse()
    for (let comments = 0; comments < 10; comments++) {
      liveness.onComment()
    }
    expect(clock.pending).toBe(1)
    liveness.stop()
    expect(clock.pending).toBe(0)
  })

  test.each([
    ['connect-timeout', false, []],
    ['event-timeout', true, []],
    ['idle-timeout', true, ['loss']],
  ] as const)('rhythm: hears of a loss by silence, %s', async (code, answers, expected) => {
    const losses: string[] = []
    const rhythm = {
      limit: () => (code === 'idle-timeout' ? 1_000 : 0),
      onBeat() {},
      onLoss: () => void losses.push('loss'),
    }
    const { clock, liveness, codes } = createWatch({ idleTimeout: rhythm, eventTimeout: 2_000 })
    if (answers) {
      liveness.onResponse()
    }
    await clock.advance(30_000)
    expect([codes(), losses]).toEqual([[code], expected])
  })
})
