import { anthropic, createEventStream, openai } from '@linefeed/client'
import { expect, test } from 'vitest'
import { createAnswers } from '../src/answers/answers.ts'
import { answerTo } from '../src/answers/model.ts'
import { createManualSchedule } from './support/manual-schedule.ts'
import { signIn, startTestServer, type SignedIn } from './support/test-server.ts'

const question = 'What is 漢字?'
const whole = answerTo(question)
  .map(({ text }) => text)
  .join('')

interface Chunk {
  readonly choices?: readonly { readonly delta: { readonly content?: string } }[]
  readonly delta?: { readonly text?: string }
}
const tokenOf = (data: string) => {
  const { choices, delta } = JSON.parse(data) as Chunk
  return choices?.[0]?.delta.content ?? delta?.text ?? ''
}

const apis = [
  ['/v1/chat/completions', openai()],
  ['/v1/messages', anthropic()],
] as const

function ask(url: string, user: SignedIn, path: string, options: object = {}) {
  return createEventStream(`${url}${path}`, {
    body: { stream: true, messages: [{ role: 'user', content: question }] },
    headers: { authorization: `Bearer ${user.token}` },
    until: path.includes('chat') ? openai() : anthropic(),
    resumable: true,
    idempotencyKey: () => crypto.randomUUID(),
    gap: 'close',
    retry: { base: 1 },
    ...options,
  })
}

/** A server whose model is as slow as `clock`, and who asks it. */
async function startWithModel() {
  const clock = createManualSchedule()
  const server = await startTestServer({}, { schedule: clock.schedule })
  return {
    clock,
    server,
    alice: await signIn(server.url, 'alice'),
    [Symbol.asyncDispose]: async () => await server[Symbol.asyncDispose](),
  }
}

test.each(apis)('%s: the whole answer arrives token by token, and its end is declared', async (path) => {
  await using asked = await startWithModel()
  const { clock, server, alice } = asked
  const stream = ask(server.url, alice, path)
  const texts: string[] = []
  for await (const { data } of stream) {
    texts.push(tokenOf(data))
    clock.runNext(1_000)
  }
  expect([texts.join(''), await stream.done]).toEqual([whole, { reason: 'finished' }])
  expect(texts.filter(Boolean).length).toBe(answerTo(question).length)
})

test.each(apis)('%s: cut in the middle of tokens, it goes on with the same answer, once each', async (path) => {
  await using asked = await startWithModel()
  const { clock, server, alice } = asked
  const answers = new Set<string>()
  const attempts: string[] = []
  const stream = ask(server.url, alice, path, {
    onStateChange: ({ phase }: { phase: string }) => phase === 'open' && attempts.push(phase),
  })
  const texts: string[] = []
  for await (const { data, lastEventId } of stream) {
    answers.add(lastEventId.slice(0, 36))
    if (texts.push(tokenOf(data)) % 40 === 20) {
      await alice.post('/trouble/cut', { stream: 'answer' })
    }
    clock.runNext(1_000)
  }
  expect([texts.join(''), answers.size]).toEqual([whole, 1])
  expect(attempts.length).toBeGreaterThan(3)
})

test('answer: the shapes are those of the APIs', async () => {
  await using asked = await startWithModel()
  const { clock, alice } = asked
  const read = async (path: string) => {
    const response = await alice.post(path, { stream: true, messages: [{ role: 'user', content: question }] })
    clock.advance(30_000)
    return await response.text()
  }
  expect(await read('/v1/chat/completions')).toMatch(
    /^id:\S+-0\ndata:\{"id":"[^"]+","object":"chat\.completion\.chunk",.*"delta":\{"role":"assistant","content":""\}.*"finish_reason":"stop"\}\]\}\n\nid:\S+\ndata:\[DONE\]\n\n$/s,
  )
  const types = (await read('/v1/messages')).match(/(?<=^event:).*$/gm)
  expect([...new Set(types)]).toEqual([
    'message_start',
    'content_block_start',
    'ping',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ])
})

test('answer: a repeated Idempotency-Key is the same answer to the same user, with another prompt it is refused', async () => {
  await using asked = await startWithModel()
  const { alice, server } = asked
  const bob = await signIn(server.url, 'bob')
  const post = async (content: string, user = alice) =>
    await user.post(
      '/v1/messages',
      { stream: true, messages: [{ role: 'user', content }] },
      { 'idempotency-key': 'k1' },
    )
  const [first, second] = [await post('one'), await post('one')]
  expect(second.headers.get('x-answer-id')).toBe(first.headers.get('x-answer-id'))
  expect((await post('one', bob)).headers.get('x-answer-id')).not.toBe(first.headers.get('x-answer-id'))
  expect((await post('two')).status).toBe(422)
})

test('answer: stop ends it, with a reason and the terminal event', async () => {
  await using asked = await startWithModel()
  const { clock, server, alice } = asked
  const stream = ask(server.url, alice, '/v1/messages')
  const said: string[] = []
  const ends: unknown[] = []
  for await (const { type, data, lastEventId } of stream) {
    said.push(type)
    if (type === 'ping') {
      clock.advance(700)
    }
    if (type === 'content_block_delta' && said.filter((name) => name === type).length === 1) {
      await alice.post(`/answers/${lastEventId.slice(0, 36)}/stop`)
    }
    if (type === 'message_delta') {
      ends.push(JSON.parse(data))
    }
  }
  expect(ends).toMatchObject([{ delta: { stop_reason: 'max_tokens' } }])
  expect(said.at(-1)).toBe('message_stop')
  expect(said.filter((type) => type === 'content_block_delta').length).toBeLessThan(answerTo(question).length)
})

test('answer: one of somebody else, one forgotten and one never given are gone', async () => {
  await using asked = await startWithModel()
  const { clock, server, alice } = asked
  const bob = await signIn(server.url, 'bob')
  const body = { stream: true, messages: [{ role: 'user', content: question }] }
  const begun = await alice.post('/v1/messages', body)
  const position = { 'last-event-id': `${begun.headers.get('x-answer-id')}-1` }
  expect((await bob.post('/v1/messages', body, position)).status).toBe(410)
  expect((await bob.post(`/answers/${begun.headers.get('x-answer-id')}/stop`)).status).toBe(404)
  clock.advance(60_000)
  await begun.text()
  expect((await alice.post('/v1/messages', body, position)).status).toBe(200)
  clock.advance(60_000)
  expect((await alice.post('/v1/messages', body, position)).status).toBe(410)
  expect((await alice.post('/v1/messages', body, { 'last-event-id': 'nonsense' })).status).toBe(410)
  expect(clock.pending).toBe(0)
})

test('answers: one that nobody reads goes on for ten seconds, then stops', () => {
  const clock = createManualSchedule()
  const answers = createAnswers(clock.schedule, () => Array.from({ length: 100 }, () => ({ delay: 1_000, text: 'x' })))
  const answer = answers.begin('alice', 'slow')
  const leave = answer.read(() => {})
  clock.advance(20_500)
  expect([answer.phase, answer.tokens.length]).toEqual(['generating', 20])
  leave()
  clock.advance(9_000)
  answer.read(() => {})()
  clock.advance(9_000)
  expect([answer.phase, answer.tokens.length]).toEqual(['generating', 38])
  clock.advance(2_000)
  expect([answer.phase, answer.tokens.length]).toEqual(['stopped', 39])
  clock.advance(60_000)
  expect([answers.find('alice', answer.id), clock.pending]).toEqual([undefined, 0])
})

test('answers: closing stops them and leaves no timer behind', () => {
  const clock = createManualSchedule()
  const answers = createAnswers(clock.schedule)
  const [first, second] = [answers.begin('alice', 'one'), answers.begin('bob', 'two')]
  clock.advance(1_000)
  answers.close()
  expect([first.phase, second.phase, clock.pending]).toEqual(['stopped', 'stopped', 0])
})
