// Promise 12 on two real origins, where Location is readable: what follows a redirect, how far, and what stays.
import { createEventStream, type EventStreamError, type EventStreamOptions, type StreamEnd } from '@linefeed/client'
import { describe, expect, test } from 'vitest'
import { serve } from './support/server.ts'
import { startSite, type Arrival, type Site } from './support/site.ts'

const secret = 'Bearer secret'
const headers = { authorization: secret, 'x-api-key': 'secret', 'content-language': 'en' }
const prompt = { prompt: 'secret' }

type Answer = (arrival: Arrival, index: number) => void
interface Journey {
  readonly end: StreamEnd
  readonly data: string[]
  readonly errors: EventStreamError[]
}

/** Follows a stream of `site` to its end; both sites have no socket left when this resolves. */
async function travel(
  site: Site,
  other: Site,
  options: EventStreamOptions<undefined>,
  answer: Answer,
  answerThere: Answer = ({ response }) => response.writeHead(500).end(),
): Promise<Journey> {
  const data: string[] = []
  const errors: EventStreamError[] = []
  const stream = createEventStream(`${site.origin}/stream`, {
    retry: { base: 1, cap: 1, limit: 1 },
    until: 'done',
    onError: (error) => errors.push(error),
    ...options,
  })
  stream.on((event) => data.push(event.data))
  void serveAll(site, answer)
  void serveAll(other, answerThere)
  const end = await stream.done
  await Promise.all([site.idle(), other.idle()])
  return { end, data, errors }
}

async function serveAll(site: Site, answer: Answer): Promise<never> {
  for (let index = 0; ; index++) {
    answer(await site.next(), index)
  }
}

const redirect = ({ response }: Arrival, status: number, location: string): void =>
  void response.writeHead(status, { location }).end('moved')
const arrive = (arrival: Arrival): void => {
  arrival.open('data: there\n\nevent: done\ndata:\n\n')
}
const seen = ({ arrivals }: Site): unknown[] => arrivals.map(({ method, path, body }) => [method, path, body])
const json = JSON.stringify(prompt)

describe('within the origin', () => {
  const rewriting: [status: number, method: string, becomes: string][] = [
    [301, 'GET', 'GET'],
    [302, 'GET', 'GET'],
    [303, 'GET', 'GET'],
    [307, 'GET', 'GET'],
    [308, 'GET', 'GET'],
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [307, 'POST', 'POST'],
    [308, 'POST', 'POST'],
    [301, 'PUT', 'PUT'],
    [302, 'PUT', 'PUT'],
    [303, 'PUT', 'GET'],
    [307, 'PUT', 'PUT'],
    [308, 'PUT', 'PUT'],
    [302, 'post', 'GET'],
    [303, 'get', 'GET'],
  ]
  test.each(rewriting)('%i for %s: continues as %s, like fetch does', async (status, method, becomes) => {
    const [site, other] = await Promise.all([startSite(), startSite()])
    const isGet = method.toUpperCase() === 'GET'
    const sent = isGet ? {} : { body: prompt }
    const { end, data } = await travel(
      site,
      other,
      { method, headers, resumable: true, lastEventId: 'ключ', ...sent },
      (arrival, index) => (index === 0 ? redirect(arrival, status, '/moved?to=here') : arrive(arrival)),
    )
    expect([end.reason, data]).toEqual(['finished', ['there', '']])
    const whole = isGet ? '' : json
    const kept = becomes === method ? whole : ''
    expect(seen(site)).toEqual([
      [method.toUpperCase(), '/stream', whole],
      [becomes, '/moved?to=here', kept],
    ])
    expect(site.arrivals[1]?.headers).toMatchObject({ authorization: secret, 'x-api-key': 'secret' })
    expect(site.arrivals[1]?.lastEventId).toBe('ключ')
    // What describes a body leaves with it.
    const describing = kept === whole ? headers['content-language'] : undefined
    expect(site.arrivals[1]?.headers['content-language']).toBe(describing)
    expect(site.arrivals[1]?.headers['content-type']).toBe(kept === '' ? undefined : 'application/json')
  })

  test('what fetch does by itself is the same', async () => {
    const followed = await Promise.all(
      rewriting.map(async ([status, method]) => {
        const site = await startSite()
        void serveAll(site, (arrival, hop) => (hop === 0 ? redirect(arrival, status, '/moved') : arrive(arrival)))
        const response = await fetch(site.origin, { method, ...(method.toUpperCase() !== 'GET' && { body: json }) })
        await response.body?.cancel()
        return [status, method, site.arrivals[1]?.method]
      }),
    )
    expect(followed).toEqual(rewriting)
  })

  test('five are followed, and a sixth is not', async () => {
    const [site, other] = await Promise.all([startSite(), startSite()])
    const five = await travel(site, other, { headers }, (arrival, index) =>
      index < 5 ? redirect(arrival, 302, `/${index}`) : arrive(arrival),
    )
    expect([five.data, site.arrivals.length]).toEqual([['there', ''], 6])
    const again = await startSite()
    const six = await travel(again, other, { headers }, (arrival, index) => redirect(arrival, 302, `/${index}?token=x`))
    expect(six.end).toMatchObject({ reason: 'failed', error: { code: 'redirect-refused' } })
    expect([again.arrivals.length, six.errors.length]).toEqual([6, 1])
    // What a query may hold is not for error logs.
    expect(JSON.stringify(six.errors) + six.errors[0]?.message).not.toContain('token')
  })

  test('loop: six requests, one error, no second attempt', async () => {
    const [site, other] = await Promise.all([startSite(), startSite()])
    const { end } = await travel(site, other, { headers }, (arrival) => redirect(arrival, 307, '/stream'))
    expect(end).toMatchObject({ reason: 'failed', error: { code: 'redirect-refused' } })
    expect(site.arrivals).toHaveLength(6)
  })

  test('every attempt starts at the stream’s own URL', async () => {
    const [site, other] = await Promise.all([startSite(), startSite()])
    const { data } = await travel(site, other, { headers }, (arrival, index) => {
      if (arrival.path === '/stream') {
        redirect(arrival, 302, '/moved')
      } else if (index === 1) {
        arrival.open('id: 1\ndata: one\n\n')
        arrival.response.end()
      } else {
        arrive(arrival)
      }
    })
    expect(data).toEqual(['one', 'there', ''])
    expect(site.arrivals.map(({ path, lastEventId }) => [path, lastEventId])).toEqual([
      ['/stream', ''],
      ['/moved', ''],
      ['/stream', '1'],
      ['/moved', '1'],
    ])
  })

  test.each(['http://[', 'http://%zz/', ''])('Location %j: a typed error, and no socket is left', async (location) => {
    const [site, other] = await Promise.all([startSite(), startSite()])
    const { end, errors } = await travel(site, other, { headers }, (arrival) => redirect(arrival, 302, location))
    expect(end).toMatchObject({ reason: 'failed', error: { code: 'redirect-refused' } })
    expect(errors.map(({ name }) => name)).toEqual(['EventStreamError'])
  })

  test('body that is a stream: is used up, so a 307 is refused', async () => {
    const [site, other] = await Promise.all([startSite(), startSite()])
    const { end } = await travel(site, other, { body: () => new Blob([json]).stream(), resumable: true }, (arrival) =>
      redirect(arrival, 307, '/moved'),
    )
    expect(end).toMatchObject({ reason: 'failed', error: { code: 'redirect-refused' } })
    expect(site.arrivals.map(({ path }) => path)).toEqual(['/stream'])
  })
})

describe('to another origin', () => {
  const confidential: [what: string, options: EventStreamOptions<undefined>][] = [
    ['authorization', { headers: { authorization: secret } }],
    ['a header of its own', { headers: { 'x-api-key': 'secret' } }],
    ['headers by function', { headers: () => ({ 'x-api-key': 'secret' }) }],
    ['a body', { body: prompt, resumable: true }],
    ['headers and a body', { headers, body: prompt, resumable: true }],
  ]
  for (const status of [301, 302, 303, 307, 308]) {
    test.each(confidential)(`${status} with %s: is refused, and nothing arrives there`, async (_, options) => {
      const [site, other] = await Promise.all([startSite(), startSite()])
      const { end, errors } = await travel(site, other, options, (arrival) =>
        redirect(arrival, status, `${other.origin}/stolen?token=x`),
      )
      expect(end).toMatchObject({ reason: 'failed', error: { code: 'redirect-refused', location: other.origin } })
      expect([site.arrivals.length, other.arrivals.length, errors.length]).toEqual([1, 0, 1])
      expect(errors[0]?.message).toContain("redirect: 'follow'")
    })
  }

  test('by a detour within the origin: is refused there', async () => {
    const [site, other] = await Promise.all([startSite(), startSite()])
    const { end } = await travel(site, other, { headers }, (arrival, index) =>
      redirect(arrival, 307, index === 0 ? '/detour' : other.origin),
    )
    expect(end).toMatchObject({ reason: 'failed', error: { code: 'redirect-refused' } })
    expect(other.arrivals).toEqual([])
  })

  test.each([301, 302, 303, 307, 308])('%i with nothing to hide: is followed', async (status) => {
    const [site, other] = await Promise.all([startSite(), startSite()])
    const { data } = await travel(
      site,
      other,
      {},
      (arrival) => redirect(arrival, status, `${other.origin}/moved`),
      arrive,
    )
    expect(data).toEqual(['there', ''])
    expect(other.arrivals).toHaveLength(1)
  })

  test("redirect: 'follow' is the caller's choice, as far as the platform goes", async () => {
    const [site, other] = await Promise.all([startSite(), startSite()])
    const { data } = await travel(
      site,
      other,
      { headers, body: prompt, redirect: 'follow' },
      (arrival) => redirect(arrival, 307, `${other.origin}/moved`),
      arrive,
    )
    expect(data).toEqual(['there', ''])
    expect(seen(other)).toEqual([['POST', '/moved', json]])
    expect(other.arrivals[0]?.headers).toMatchObject({ 'x-api-key': 'secret' })
  })

  test("redirect: 'error' makes any redirect a failure", async () => {
    const [site, other] = await Promise.all([startSite(), startSite()])
    const { end } = await travel(site, other, { headers, redirect: 'error', retry: { limit: 0 } }, (arrival) =>
      redirect(arrival, 302, '/moved'),
    )
    expect(end).toMatchObject({ reason: 'failed', error: { code: 'request-failed' } })
    expect(site.arrivals).toHaveLength(1)
  })
})

test('307, with an iterable as body: refused as a stream is, not sent without it', async () => {
  const bodies: string[] = []
  const server = await serve((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      bodies.push(`${request.url} ${text}`)
      if (request.url === '/') {
        response.writeHead(307, { location: '/next' }).end()
      } else {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: x\n\n')
      }
    })
  })
  async function* upload() {
    yield new TextEncoder().encode('hello')
  }
  const stream = createEventStream(server.origin, { body: () => upload() })
  stream.open()
  const end = await stream.done
  expect(end).toMatchObject({ reason: 'failed', error: { code: 'redirect-refused' } })
  expect(bodies).toEqual(['/ hello'])
})
