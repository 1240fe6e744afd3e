// What a server says beside its status: kept as text, however it comes, and nothing is left of it.
import { expect, test } from 'vitest'
import { createScene } from './support/scene.ts'
import { serve } from './support/server.ts'
import { createEventStream } from '@linefeed/client'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A body that sends `chunks`, then ends as told; it notes whether it was let go of. */
function createBody(chunks: Uint8Array[], end: 'close' | 'break' | 'hang' | 'repeat') {
  const body = { isCancelled: false, stream: undefined as unknown as ReadableStream<Uint8Array> }
  let next = 0
  body.stream = new ReadableStream(
    {
      pull(controller): void | Promise<void> {
        const chunk = chunks[end === 'repeat' ? next % chunks.length : next]
        next++
        if (chunk) {
          controller.enqueue(chunk)
        } else if (end === 'close') {
          controller.close()
        } else if (end === 'break') {
          controller.error(new TypeError('terminated'))
        } else {
          return new Promise(() => {})
        }
      },
      cancel() {
        body.isCancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return body
}

test.each([
  ['a status', 400, 'application/json'],
  ['another content type', 200, 'application/json'],
])('%s: the error has the text of the body, for onError, done and the state', async (_, status, type) => {
  const text = '{"error":{"message":"The model `gpt-9` does not exist – or hides 🙈"}}'
  const scene = await createScene()
  scene.server.latest.answer(new Response(text, { status, headers: { 'content-type': type } }))
  await scene.clock.settle()
  const end = await scene.stream.done
  expect([scene.errors[0], end.reason === 'failed' && end.error, scene.stream.state]).toMatchObject([
    { body: text },
    { body: text },
    { error: { body: text } },
  ])
  expect(scene.clock.pending).toBe(0)
})

test('characters that chunks cut are whole', async () => {
  const scene = await createScene()
  const whole = bytes('schließen 🙈')
  const body = createBody(
    Array.from(whole, (byte) => Uint8Array.of(byte)),
    'close',
  )
  scene.server.latest.answer(new Response(body.stream, { status: 400 }))
  await scene.clock.settle()
  expect(scene.errors).toMatchObject([{ status: 400, body: 'schließen 🙈' }])
})

test('a retried one carries it to headers, retry and state, and waits as Retry-After asks', async () => {
  const seen: unknown[] = []
  const scene = await createScene({
    random: () => 0,
    headers({ failure }) {
      seen.push(failure && 'body' in failure && failure.body)
      return {}
    },
  })
  scene.server.latest.answer(new Response('busy', { status: 503, headers: { 'retry-after': '7' } }))
  await scene.clock.settle()
  expect(scene.stream.state).toMatchObject({ phase: 'waiting', delay: 7000, failure: { status: 503, body: 'busy' } })
  await scene.nextRequest()
  expect(seen).toEqual([undefined, 'busy'])
})

test('an endless body: 65,536 characters are kept, and it is let go of', async () => {
  const scene = await createScene()
  const body = createBody([bytes('x'.repeat(1000))], 'repeat')
  scene.server.latest.answer(new Response(body.stream, { status: 404 }))
  await scene.clock.settle()
  expect(scene.errors).toMatchObject([{ status: 404, body: 'x'.repeat(65_536) }])
  expect([body.isCancelled, scene.clock.pending]).toEqual([true, 0])
})

test('a body that does not end: what came within a second is kept, and it is let go of', async () => {
  const scene = await createScene()
  const body = createBody([bytes('half of an '), bytes('explanation')], 'hang')
  scene.server.latest.answer(new Response(body.stream, { status: 404 }))
  await scene.clock.settle()
  await scene.clock.advance(999)
  expect(scene.errors).toEqual([])
  await scene.clock.advance(1)
  expect(scene.errors).toMatchObject([{ status: 404, body: 'half of an explanation' }])
  expect([body.isCancelled, scene.clock.pending]).toEqual([true, 0])
})

test('a body that breaks: what came is kept, and the status counts', async () => {
  const scene = await createScene()
  scene.server.latest.answer(new Response(createBody([bytes('forbid')], 'break').stream, { status: 403 }))
  await scene.clock.settle()
  expect(scene.errors).toMatchObject([{ code: 'http-status', status: 403, body: 'forbid' }])
  expect(scene.clock.pending).toBe(0)
})

test('closed while it is read: no timer, no error, and it is let go of, even by a fetch that ignores its signal', async () => {
  const body = createBody([bytes('wait')], 'hang')
  const scene = await createScene({ fetch: async () => new Response(body.stream, { status: 404 }) })
  expect(scene.clock.pending).toBeGreaterThan(0)
  scene.stream.close()
  await scene.clock.settle()
  expect([body.isCancelled, scene.clock.pending, scene.errors]).toEqual([true, 0, []])
})

test('closed before it came: it is let go of unread', async () => {
  const body = createBody([bytes('late')], 'hang')
  let answer: (response: Response) => void = () => {}
  const scene = await createScene({ fetch: () => new Promise((resolve) => (answer = resolve)) })
  scene.stream.close()
  answer(new Response(body.stream, { status: 404 }))
  await scene.clock.settle()
  expect([body.isCancelled, scene.clock.pending, scene.errors]).toEqual([true, 0, []])
})

test('the connection of one that was read to its end is used again', async () => {
  const sockets = new Set<unknown>()
  const server = await serve((request, response) => {
    sockets.add(request.socket)
    response.removeHeader('connection')
    response.writeHead(503).end('busy')
  })
  const bodies: unknown[] = []
  const stream = createEventStream(server.origin, {
    retry: { base: 1, cap: 1, limit: 4 },
    onError: (error) => bodies.push('body' in error && error.body),
  })
  stream.open()
  await stream.done
  expect(bodies).toEqual(Array(5).fill('busy'))
  // An attempt that comes at once may find it not yet free.
  expect(sockets.size).toBeLessThan(5)
})

const unending = (): ReadableStream<Uint8Array> => new ReadableStream()

test('connectTimeout is over with the status: a 404 whose body does not end is one, and fails for good', async () => {
  const scene = await createScene({ connectTimeout: 900 })
  scene.server.latest.answer(new Response(unending(), { status: 404 }))
  await scene.clock.settle()
  await scene.clock.advance(1_000)
  expect([scene.codes(), scene.stream.state.phase, scene.clock.pending]).toEqual([['http-status'], 'closed', 0])
})

test('a late 503 whose body does not end: waits as its Retry-After asks', async () => {
  const scene = await createScene({ random: () => 0 })
  await scene.clock.advance(29_500)
  scene.server.latest.answer(new Response(unending(), { status: 503, headers: { 'retry-after': '600' } }))
  await scene.clock.settle()
  await scene.clock.advance(1_000)
  expect([scene.codes(), scene.stream.state]).toMatchObject([['http-status'], { phase: 'waiting', delay: 600_000 }])
})

test('status 0, which a page gets of what it must not see: fails for good', async () => {
  let requests = 0
  const scene = await createScene({
    mode: 'no-cors',
    fetch: async () => {
      requests++
      return Response.error()
    },
  })
  await scene.clock.advance(600_000)
  expect([requests, scene.stream.state.phase]).toEqual([1, 'closed'])
})
