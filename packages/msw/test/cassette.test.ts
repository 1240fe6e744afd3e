import { describe, expect, test, vi } from 'vitest'
import { mockEventStream, mockFetch, recordEventStream, type MockConnection } from '../src/fetch.ts'
import { collect } from './support/read.ts'

const url = 'http://localhost/v1/chat'

/** Records what `live` does to a connection, and plays it back. */
async function roundTrip(
  live: (connection: MockConnection) => Promise<void>,
): Promise<{ text: string; played: unknown[] }> {
  const source = mockEventStream('/v1/chat')
  const recording = recordEventStream(await mockFetch(source)(url))
  await live(await source.connection())
  const text = await recording
  const copy = mockEventStream('/v1/chat')
  copy.replay(text)
  const { chunks, over } = collect(await mockFetch(copy)(url))
  const how = await over
  return { text: text.replaceAll(/^\+\d+/gmu, '+n'), played: [...chunks, how instanceof TypeError ? 'drop' : how] }
}
describe('cassette', () => {
  test('record, replay: the same chunks and the same end', async () => {
    const { text, played } = await roundTrip(async (connection) => {
      await connection.send({ type: 'token', data: { t: 'é' }, id: '1' })
      await connection.split('data: é\n\n', { at: 7 })
      await connection.raw('\ufeff: byte order mark\n')
      await connection.end()
    })
    expect(text).toBe(
      [
        'linefeed cassette 1',
        '200 text/event-stream',
        String.raw`+n "event: token\nid: 1\ndata: {\"t\":\"é\"}\n\n"`,
        '+n base64 ZGF0YTogww==',
        '+n base64 qQoK',
        `+n "\ufeff: byte order mark\\n"`,
        '+n end',
        '',
      ].join('\n'),
    )
    expect(played).toEqual([
      'event: token\nid: 1\ndata: {"t":"é"}\n\n',
      'data: \ufffd',
      '\ufffd\n\n',
      ': byte order mark\n',
      'end',
    ])
  })

  test('record, replay: line separators that end no line of an event stream', async () => {
    const event = 'data: a\u2028b\u2029c\u0085d\n\n'
    const { played } = await roundTrip(async (connection) => {
      await connection.raw(event)
      await connection.end()
    })
    expect(played).toEqual([event, 'end'])
  })

  test('record, replay: a drop', async () => {
    const { text, played } = await roundTrip((connection) => connection.drop())
    expect(text).toContain('+n drop')
    expect(played).toEqual(['drop'])
  })

  test('record: stops at a signal, and the replay stays open', async () => {
    const source = mockEventStream('/v1/chat')
    const controller = new AbortController()
    const recording = recordEventStream(await mockFetch(source)(url), { signal: controller.signal })
    const connection = await source.connection()
    await connection.raw('a')
    controller.abort()
    expect(await recording).toMatch(/^linefeed cassette 1\n200 text\/event-stream\n\+\d+ "a"\n\+\d+ stall\n$/u)
    expect(await connection.closed).toBe('left')
  })

  test('replay: a failed response fails again', async () => {
    const source = mockEventStream('/v1/chat')
    source.failNext(503)
    source.replay(await recordEventStream(await mockFetch(source)(url)))
    expect((await mockFetch(source)(url)).status).toBe(503)
  })

  const refusals: [name: string, response: () => Response][] = [
    ['200 text/html', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
    [
      '401 with a reason',
      () => new Response('{"e":1}', { status: 401, headers: { 'content-type': 'application/json' } }),
    ],
    ['200 without a content type', () => new Response(new TextEncoder().encode('data: a\n\n'))],
    ['204', () => new Response(null, { status: 204 })],
  ]
  test.each(refusals)('record, replay: %s keeps its status, content type and body', async (_name, response) => {
    const copy = mockEventStream('/v1/chat')
    copy.replay(await recordEventStream(response()))
    const look = async (answer: Response): Promise<unknown[]> => [
      answer.status,
      answer.headers.get('content-type'),
      await answer.text(),
    ]
    expect(await look(await mockFetch(copy)(url))).toEqual(await look(response()))
  })

  test.each([
    ['', 'Cannot replay: a cassette begins with "linefeed cassette 1", got ""'],
    ['linefeed cassette 1\n200 text/event-stream\n+1 {"a":1}', 'Cannot replay: line 3 of a cassette is'],
    ['linefeed cassette 1\n200 text/event-stream\n+1 end\nnonsense', 'line 4 of a cassette is "+ms" and a JSON string'],
    ['linefeed cassette 1\n200 text/event-stream\n+1 base64 *', 'Cannot replay: line 3'],
    ['linefeed cassette 1\n204\n+1 "a"\n+0 end', 'Cannot replay: a response of status 204 has no body, got one'],
    ['linefeed cassette 1\n101', 'Cannot replay: line 2 of a cassette is the status and the content type, got "101"'],
    ['linefeed cassette 1\nok', 'Cannot replay: line 2 of a cassette is the status and the content type, got "ok"'],
  ])('replay: %j is refused', (text, message) => {
    expect(() => mockEventStream('/v1/chat').replay(text)).toThrow(message)
  })

  test('replay: keeps the timing when asked', async () => {
    const copy = mockEventStream('/v1/chat')
    copy.replay('linefeed cassette 1\n200 text/event-stream\n+40 "a"\n+0 end\n', { speed: 2 })
    vi.useFakeTimers()
    const { chunks, over } = collect(await mockFetch(copy)(url))
    vi.advanceTimersByTime(19)
    await (await copy.connection()).stall()
    expect(chunks).toEqual([])
    vi.advanceTimersByTime(1)
    expect(await over).toBe('end')
    expect(chunks).toEqual(['a'])
    vi.useRealTimers()
  })
})
