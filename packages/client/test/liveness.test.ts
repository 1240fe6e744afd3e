// One attempt by a clock, alone: what a whole stream hides, because it lets go of everything at once.
import { describe, expect, test } from 'vitest'
import { connectTimed, type LivenessOptions, type Outcome } from '../src/connection/index.ts'
import { createManualClock } from './support/manual-clock.ts'

/** An attempt whose server says what `say` is given; one that does not answer leaves it waiting. */
async function createAttempt(options: LivenessOptions, answers = true, demand?: () => Promise<void>) {
  const clock = createManualClock()
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({ start: (own) => void (controller = own) })
  const headers = { 'content-type': 'text/event-stream' }
  const send = async (): Promise<Response> => (answers ? new Response(body, { headers }) : new Promise(() => {}))
  const facts = { attempt: 1, failure: undefined, lastEventId: '', stream: {} }
  const connection = connectTimed({ ...options, send }, facts, { onEvent() {}, ...(demand && { demand }) }, clock)
  const outcomes: Outcome[] = []
  void connection.outcome.then((outcome) => outcomes.push(outcome))
  await clock.settle()
  return {
    clock,
    connection,
    codes: () => outcomes.map((outcome) => (outcome.kind === 'failed' ? outcome.error.code : outcome.kind)),
    async say(text: string) {
      controller?.enqueue(new TextEncoder().encode(text))
      await clock.settle()
    },
  }
}

describe('liveness', () => {
  test('silence: ends the attempt, and nothing is watched after it', async () => {
    const { clock, codes } = await createAttempt({ idleTimeout: 1_000, eventTimeout: 2_000 })
    await clock.advance(60_000)
    expect([codes(), clock.pending]).toEqual([['idle-timeout'], 0])
  })

  test('eventTimeout: each event starts it anew', async () => {
    const { clock, codes, say } = await createAttempt({ eventTimeout: 1_000 })
    for (let events = 0; events < 5; events++) {
      await clock.advance(900)
      await say('data: x\n\n')
    }
    expect(codes()).toEqual([])
    await clock.advance(999)
    expect(codes()).toEqual([])
    await clock.advance(1)
    expect(codes()).toEqual(['event-timeout'])
  })

  test('eventTimeout: a comment does not count, not even the first thing that comes', async () => {
    const { clock, codes, say } = await createAttempt({ eventTimeout: 1_000 })
    await clock.advance(600)
    await say(': here\n\n')
    await clock.advance(400)
    expect(codes()).toEqual(['event-timeout'])
  })

  test('stopped while nobody reads: what reads on later starts no timer', async () => {
    let readOn: () => void = () => {}
    const demand = (): Promise<void> => new Promise((resolve) => (readOn = resolve))
    const { clock, connection, say } = await createAttempt({ idleTimeout: 1_000 }, true, demand)
    await say('data: x\n\n')
    connection.stop()
    readOn()
    await clock.settle()
    expect(clock.pending).toBe(0)
  })

  test('rhythm: any number of comments leaves one timer', async () => {
    const rhythm = { limit: () => 5_000, onBeat() {}, onLoss() {} }
    const { clock, connection, say } = await createAttempt({ idleTimeout: rhythm })
    await say(':\n'.repeat(10))
    expect(clock.pending).toBe(1)
    connection.stop()
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
    const { clock, codes } = await createAttempt({ idleTimeout: rhythm, eventTimeout: 2_000 }, answers)
    await clock.advance(30_000)
    expect([codes(), losses]).toEqual([[code], expected])
  })
})
