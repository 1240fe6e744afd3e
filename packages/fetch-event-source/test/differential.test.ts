// Every scenario is played by @microsoft/fetch-event-source 2.0.1 and by ours; what can be seen must be the same.
import { describe, expect, test } from 'vitest'
import { broken, open, play, stream, type Scenario } from './support/lab.ts'

class Fatal extends Error {}

const blocks = [
  'data: plain\n\n',
  'event: price\ndata: typed\n\n',
  'event: message\ndata: typed as message\n\n',
  'event:\ndata: untyped\n\n',
  'data: two\ndata: lines\n\n',
  'data:no space\n\n',
  'data:  two spaces\n\n',
  'data: a: colon\n\n',
  'id: 1\ndata: with id\n\n',
  'data: without id\n\n',
  'id: 0\nid: 2\nevent: x\ndata: order\n\n',
  'retry: 7\ndata: with retry\n\n',
  'unknown: field\ndata: known\n\n',
  ': comment\ndata: after a comment\n\n',
  'data: 消息 🚀 é\n\n',
  'data:\n\n',
  'data: cut',
]

const scenarios: Record<string, Scenario> = {
  'messages: fields, types, ids, several lines, an unfinished block': { answers: [stream(blocks.join(''))] },
  'messages: CR': { answers: [stream(blocks.join('').replaceAll('\n', '\r'))] },
  'messages: CRLF': { answers: [stream(blocks.join('').replaceAll('\n', '\r\n'))] },
  'messages: line ends mixed': { answers: [stream('data: a\r\ndata: b\rdata: c\n\r\ndata: d\n\r')] },
  'chunks: byte by byte': {
    answers: [
      stream(...[...Buffer.from('id: ü\r\ndata: é🚀\r\n\r\ndata: b\n\n')].map((byte) => new Uint8Array([byte]))),
    ],
  },
  'onopen: is awaited before the first message, and gets the response': {
    answers: [stream('data: a\n\n')],
    init: ({ log }) => ({
      async onopen(response) {
        await new Promise((resolve) => setImmediate(resolve))
        log.push(`open ${response.status} ${response.headers.get('content-type')}`)
      },
    }),
  },
  'onopen: may accept what is no event stream': {
    answers: [(response) => response.writeHead(500, { 'content-type': 'text/plain' }).end('data: a\n\n')],
    init: ({ log }) => ({ onopen: async ({ status }) => void log.push(`open ${status}`) }),
  },
  'onopen: what it throws goes to onerror, and the request is made again': {
    answers: [(response) => response.writeHead(503).end(), stream('data: a\n\n')],
    init: ({ log }) => ({
      async onopen(response) {
        if (!response.ok) {
          throw new Fatal(`status ${response.status}`)
        }
      },
      onerror(error) {
        log.push(`error ${String(error)} ${error instanceof Fatal}`)
        return 1
      },
    }),
  },
  'onopen: throws at a good response, which is let go': {
    answers: [open('data: a\n\n'), stream('data: b\n\n')],
    init({ log }) {
      let opens = 0
      return {
        async onopen() {
          if (++opens === 1) {
            throw new Fatal('first')
          }
        },
        onerror(error) {
          log.push(String(error))
          return 1
        },
      }
    },
  },
  'onopen: may read the body of a refusal': {
    answers: [(response) => response.writeHead(400).end('why')],
    init: () => ({
      async onopen(response) {
        throw new Fatal(await response.text())
      },
      onerror(error) {
        throw error
      },
    }),
  },
  'no onopen: another content type goes to onerror': {
    answers: [(response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')],
    init: ({ log }) => ({
      onerror(error) {
        log.push(`error ${error instanceof Error}`)
        throw new Fatal('mine')
      },
    }),
  },
  'no onopen: a success other than 200 is read, and a POST sent once': {
    answers: [
      (response) => response.writeHead(201, { 'content-type': 'text/event-stream' }).end('id: 1\ndata: a\n\n'),
      broken(),
    ],
    init: () => ({
      method: 'POST',
      body: '{}',
      onerror(error) {
        throw error
      },
    }),
  },
  'onerror: throws, the promise rejects with it': {
    answers: [broken('data: a\n\n')],
    init: () => ({
      onerror() {
        throw new Fatal('stop')
      },
    }),
  },
  'onerror: returns a delay, the request is made again with the last event ID': {
    answers: [broken('id: 5\ndata: a\n\n'), broken('data: b\n\n'), stream('data: c\n\n')],
    init: ({ log }) => ({
      onerror(error) {
        log.push(`error ${error instanceof TypeError}`)
        return 1
      },
    }),
  },
  'onerror: returns nothing, the request is made again': {
    answers: [broken('retry: 1\nid: 5\ndata: a\n\n'), stream('data: b\n\n')],
    init: ({ log }) => ({ onerror: () => void log.push('error') }),
  },
  'onclose: is called before the promise resolves': {
    answers: [stream('data: a\n\n')],
    init: ({ log }) => ({ onclose: () => void log.push('close') }),
  },
  'onclose: throws, onerror gets it, and the request is made again with the last event ID': {
    answers: [stream('id: 1\ndata: a\n\n'), stream('data: b\n\n')],
    init({ log }) {
      let closes = 0
      return {
        onclose() {
          log.push('close')
          if (++closes === 1) {
            throw new Fatal('again')
          }
        },
        onerror(error) {
          log.push(String(error))
          return 1
        },
      }
    },
  },
  'onmessage: throws, onerror gets it and may stop everything': {
    answers: [open('data: a\n\n')],
    init: () => ({
      onmessage({ data }) {
        throw new Fatal(data)
      },
      onerror(error) {
        throw error
      },
    }),
  },
  'onmessage: throws, onerror returns a delay, and the message that threw is not sent again': {
    answers: [open('id: 1\ndata: a\n\nid: 2\ndata: b\n\n'), stream('data: c\n\n')],
    init: ({ log }) => ({
      onmessage({ data }) {
        log.push(data)
        if (data === 'a') {
          throw new Fatal(data)
        }
      },
      onerror: () => 1,
    }),
  },
  'ids: an empty one takes the position back': {
    answers: [
      broken('id: 1\ndata: a\n\n'),
      broken('id: \ndata: b\n\n'),
      broken('id:\ndata: c\n\n'),
      stream('data: d\n\n'),
    ],
    init: () => ({ onerror: () => 1 }),
  },
  'ids: a block that has nothing else moves the position': {
    answers: [broken('data: a\nid: 1\n\n: b\nid: 2\ndata\n\n'), stream('data: c\n\n')],
    init: ({ log }) => ({ onmessage: ({ data }) => void (data && log.push(data)), onerror: () => 1 }),
  },
  'POST: method, body and headers are sent again after a failure': {
    answers: [broken('id: 1\ndata: a\n\n'), stream('data: b\n\n')],
    init: () => ({
      method: 'POST',
      body: '{"q":1}',
      headers: { 'content-type': 'application/json' },
      onerror: () => 1,
    }),
  },
  'fetch: a custom one gets the input and what the caller gave': {
    answers: [stream('data: a\n\n')],
    init: ({ log }) => ({
      method: 'PUT',
      body: 'x',
      headers: { Authorization: 'Bearer t', 'X-Token': 't', accept: 'text/event-stream, */*' },
      credentials: 'include',
      keepalive: false,
      fetch(input, given) {
        const { headers, signal, cache: _, ...rest } = given ?? {}
        const names = Object.keys(headers ?? {})
          .toSorted()
          .join()
        log.push(`${typeof input} ${JSON.stringify(rest)} ${names} ${signal instanceof AbortSignal}`)
        log.push([...new Headers(headers)].join(' '))
        return fetch(input, given)
      },
    }),
  },
  'fetch: a custom one gets the names of headers as the caller wrote them, after a failure too': {
    answers: [broken('id: 1\ndata: a\n\n'), stream('data: b\n\n')],
    init: ({ log }) => ({
      headers: { 'X-Token': 't' },
      fetch(input, given) {
        log.push(
          Object.keys(given?.headers ?? {})
            .toSorted()
            .join(),
        )
        return fetch(input, given)
      },
      onerror: () => 1,
    }),
  },
  'fetch: what a custom one throws goes to onerror as it is': {
    answers: [],
    init: ({ log }) => ({
      fetch: () => Promise.reject(new Fatal('no network')),
      onerror(error) {
        log.push(`error ${error instanceof Fatal}`)
        throw error
      },
    }),
  },
  'abort: resolves, and lets go of the request': {
    answers: [open('data: a\n\n')],
    init: ({ controller }) => ({ onmessage: () => controller.abort() }),
    direct: ({ letGo }) => letGo(),
  },
  'abort: while waiting, resolves without another request': {
    answers: [broken('data: a\n\n')],
    init: ({ log, controller }) => ({
      onerror() {
        setImmediate(() => controller.abort(new Fatal('unused')))
        log.push('error')
        return 100_000
      },
    }),
  },
  'page: hidden lets go, shown connects again with the last event ID': {
    answers: [open('id: 1\ndata: a\n\n'), stream('data: b\n\n')],
    async direct({ page, logged, letGo }) {
      await logged('{"event":"","data":"a","id":"1"}')
      page.show(false)
      await letGo()
      page.show(true)
    },
  },
  'page: hidden with openWhenHidden changes nothing': {
    answers: [
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write('data: a\n\n')
        response.on('newListener', () => {})
        setImmediate(() => setImmediate(() => response.end('data: b\n\n')))
      },
    ],
    init: ({ log, page }) => ({
      openWhenHidden: true,
      onmessage({ data }) {
        log.push(data)
        page.show(false)
        page.show(true)
      },
    }),
  },
  'redirects: those that are not to be followed are shown to onopen': {
    answers: [(response) => response.writeHead(307, { location: '/elsewhere' }).end()],
    init: ({ log }) => ({
      redirect: 'manual',
      headers: { 'x-token': 't' },
      async onopen({ status }) {
        log.push(`open ${status}`)
        throw new Fatal('redirect')
      },
      onerror(error) {
        throw error
      },
    }),
  },
  'redirects: are followed, with headers': {
    answers: [
      (response) => response.writeHead(307, { location: '/elsewhere' }).end(),
      (response, request) =>
        stream(`data: ${request.headers['x-token'] as string} ${request.url}\n\n`)(response, request),
    ],
    init: () => ({ headers: { 'x-token': 't' } }),
  },
}

describe('the same log', () => {
  test.each(Object.entries(scenarios))('%s', async (_name, scenario) => {
    const theirs = await play('theirs', scenario)
    const ours = await play('ours', scenario)
    expect(theirs.length).toBeGreaterThan(1)
    expect(ours).toEqual(theirs)
  })
})
