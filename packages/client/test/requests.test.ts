// What `fetch` is called with, when, and which of its answers are redirects: with a `fetch` that is none.
import { createEventStream, type EventStreamOptions, type StreamEnd } from '@linefeed/client'
import { describe, expect, test } from 'vitest'

interface Sent {
  readonly url: string
  readonly init: RequestInit & { readonly headers: Headers }
}

const events = (headers: Record<string, string> = {}): Response =>
  new Response('data: done\n\n', { headers: { 'content-type': 'text/event-stream', ...headers } })

/** Plays a stream to its end, its requests answered in order, and gives what was sent. */
async function send(
  options: EventStreamOptions<undefined>,
  answers: Response[] = [events()],
): Promise<{ sent: Sent[]; end: StreamEnd }> {
  const sent: Sent[] = []
  const stream = createEventStream('https://example.com/stream', {
    retry: { limit: 0 },
    until: () => true,
    onError: () => {},
    ...options,
    fetch: async (url, init) => {
      sent.push({ url, init: init as Sent['init'] })
      return answers[sent.length - 1] ?? new Response(null, { status: 404 })
    },
  })
  stream.open()
  return { sent, end: await stream.done }
}

/** An answer with the shape of one that browsers hide. */
const opaque = { type: 'opaqueredirect', status: 0, headers: new Headers(), body: null } as Response

describe('request', () => {
  test('GET: says nothing of a body', async () => {
    const { sent } = await send({})
    expect(Object.keys(sent[0]?.init ?? {}).toSorted()).toEqual(['cache', 'headers', 'method', 'signal'])
  })

  test.each([
    ['array', [1, 'two']],
    ['object without a prototype', Object.assign(Object.create(null), { one: 1 })],
  ] as [string, unknown[]][])('%s as body: is sent as JSON', async (_, body) => {
    const { sent } = await send({ body, resumable: true })
    expect(sent[0]?.init).toMatchObject({ method: 'POST', body: JSON.stringify(body) })
    expect(sent[0]?.init.headers.get('content-type')).toBe('application/json')
  })

  test('headers that are undefined: are left out', async () => {
    const { sent } = await send({ headers: { 'x-one': '1', 'x-none': undefined } })
    expect([...(sent[0]?.init.headers.keys() ?? [])]).toEqual(['accept', 'x-one'])
  })

  test('headers that throw: no request, and the error says what was thrown', async () => {
    const cause = new Error('no token')
    const { sent, end } = await send({ headers: () => Promise.reject(cause) })
    expect([sent.length, end]).toMatchObject([0, { reason: 'failed', error: { code: 'request-unavailable', cause } }])
  })

  test('close() while the headers are asked for: fetch is not called', async () => {
    let give: (headers: Record<string, string>) => void = () => {}
    let calls = 0
    const stream = createEventStream('https://example.com/stream', {
      headers: () => new Promise((resolve) => (give = resolve)),
      fetch: async () => {
        calls++
        return events()
      },
    })
    stream.open()
    await Promise.resolve()
    stream.close()
    give({})
    await stream.done
    await new Promise((resolve) => setImmediate(resolve))
    expect(calls).toBe(0)
  })
})

describe('answer to a request with headers', () => {
  const headers = { authorization: 'secret' }

  test('redirect that the browser hides: is refused, after one request', async () => {
    const { sent, end } = await send({ headers }, [opaque])
    expect(end).toMatchObject({ reason: 'failed', error: { code: 'redirect-refused', location: undefined } })
    expect(sent).toHaveLength(1)
  })

  test('200 with a Location: is no redirect', async () => {
    const { sent, end } = await send({ headers }, [events({ location: '/elsewhere' })])
    expect([sent.length, end]).toEqual([1, { reason: 'finished' }])
  })

  test('redirect without a Location: is a status like others', async () => {
    const { sent, end } = await send({ headers }, [new Response(null, { status: 307 })])
    expect([sent.length, end]).toMatchObject([1, { error: { code: 'http-status', status: 307 } }])
  })

  test('one redirect too many: the error says where it leads, without the query', async () => {
    const moved = Array.from({ length: 6 }, () => Response.redirect('https://example.com/round?token=1', 307))
    const { sent, end } = await send({ headers }, moved)
    expect(end).toMatchObject({ error: { code: 'redirect-refused', location: 'https://example.com/round' } })
    expect(sent).toHaveLength(6)
  })
})
