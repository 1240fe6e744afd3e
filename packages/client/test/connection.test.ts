// One attempt, alone: how it ends, what its errors carry, and how little a sink must hear.
import { connect, type AttemptOptions, type AttemptSink, type Outcome } from '@linefeed/client/connection'
import { EventTooLargeError } from '@linefeed/parser'
import { describe, expect, test } from 'vitest'

const headers = { 'content-type': 'text/event-stream' }

/** Plays one attempt to its end. */
async function attempt(options: AttemptOptions, sink: AttemptSink = { onEvent() {} }): Promise<Outcome> {
  return connect(options, { attempt: 1, failure: undefined, lastEventId: '', stream: {} }, sink).outcome
}

const answer = (body: BodyInit | null, init: ResponseInit = { headers }): AttemptOptions => ({
  send: async () => new Response(body, init),
})

describe('attempt', () => {
  test('sink that hears events only: hears them, and the attempt ends with the response', async () => {
    const data: string[] = []
    const outcome = await attempt(answer('data: 1\n\ndata: 2\n\n'), { onEvent: (event) => data.push(event.data) })
    expect([outcome, data]).toEqual([{ kind: 'ended' }, ['1', '2']])
  })

  test('event larger than the limit: a typed error with the limit, and the parser’s as its cause', async () => {
    const outcome = await attempt({ ...answer('data: much too long\n\n'), maxEventSize: 9 })
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: { code: 'event-too-large', maxEventSize: 9, cause: expect.any(EventTooLargeError) },
    })
  })

  test.each([
    [undefined, /got Error: no network$/],
    ['Look at the cable', /got Error: no network\. Look at the cable$/],
  ])('no response, hint %j: what was thrown is the cause, and the hint is told', async (hint, message) => {
    const cause = new Error('no network')
    const outcome = await attempt({ send: async () => Promise.reject(cause), hint })
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: { code: 'request-failed', message: expect.stringMatching(message), hint, cause },
    })
  })

  test('response that breaks: what broke it is the cause', async () => {
    const cause = new Error('reset')
    const body = new ReadableStream({ pull: (controller) => controller.error(cause) })
    expect(await attempt(answer(body))).toMatchObject({ kind: 'failed', error: { code: 'connection-lost', cause } })
  })

  test('refusal: without somebody who reads Retry-After, none is read', async () => {
    const outcome = await attempt(answer(null, { status: 503, headers: { 'retry-after': '9' } }))
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'http-status', retryAfter: undefined } })
  })
})
