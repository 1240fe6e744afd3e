// The three functions that deep imports of theirs had: by the standard at every cut, in linear time, letting go.
import { getBytes, getLines, getMessages, type EventSourceMessage } from '@linefeed/fetch-event-source/parse'
import * as theirs from '@microsoft/fetch-event-source/lib/cjs/parse.js'
import { describe, expect, test } from 'vitest'
import { conformance } from '../../parser/test/conformance.ts'
import { pieces, twoCuts } from '../../parser/test/cuts.ts'
import { bytesOf } from '../../parser/test/read.ts'

interface Reading {
  messages: EventSourceMessage[]
  ids: string[]
  retries: number[]
}

function read(chunks: Iterable<Uint8Array>, parse = { getLines, getMessages }): Reading {
  const reading: Reading = { messages: [], ids: [], retries: [] }
  const push = parse.getLines(
    parse.getMessages(
      (id) => reading.ids.push(id),
      (retry) => reading.retries.push(retry),
      (message) => reading.messages.push(message),
    ),
  )
  for (const chunk of chunks) {
    push(chunk)
  }
  return reading
}

describe.each(conformance)('standard: $rule', ({ stream, expected }) => {
  const bytes = bytesOf(stream)

  test('whole, in two at every byte, byte by byte', () => {
    const ways = [[bytes], ...twoCuts(bytes), pieces(bytes, 1)]
    const seen = ways.map((chunks) => {
      const { messages, ids, retries } = read(chunks)
      return [messages.map(({ event, data, id }) => [event || 'message', data, id]), ids, retries]
    })
    const events = expected.events.map(({ type, data, id }) => [type, data, id ?? ''])
    expect(seen).toEqual(ways.map(() => [events, expected.ids, expected.retries]))
  })
})

test('messages: are those of theirs, with their retry', () => {
  const stream = bytesOf('id: 1\nevent: x\ndata: a\ndata: b\n\nevent: message\nretry: 5\ndata: c\n\ndata: d\n\n')
  const { messages } = read([stream])
  expect(messages).toEqual(read([stream], theirs).messages)
  expect(messages.map(({ event, retry }) => [event, retry])).toEqual([
    ['x', undefined],
    ['message', 5],
    ['', undefined],
  ])
})

test('lines: are those of theirs, whatever their ends', () => {
  const collect = (parse: Pick<typeof theirs, 'getLines'>): [string, number][] => {
    const lines: [string, number][] = []
    const push = parse.getLines((line, fieldLength) => lines.push([new TextDecoder().decode(line), fieldLength]))
    pieces(bytesOf('a: b\r\n:c\rd\n\ne:\r\n\r\n: f: g\n'), 2).forEach(push)
    return lines
  }
  expect(collect({ getLines })).toEqual(collect(theirs))
  expect(collect({ getLines })).toHaveLength(7)
})

test('chunks: may be overwritten by who gave them', () => {
  const chunk = bytesOf('data: ab')
  const lines: string[] = []
  const push = getLines((line) => lines.push(new TextDecoder().decode(line)))
  push(chunk)
  chunk.fill(0)
  push(bytesOf('c\n'))
  expect(lines).toEqual(['data: abc'])
})

test('one line in many chunks: each byte is looked at once', () => {
  let reads = 0
  const chunk = new Proxy(new Uint8Array(256).fill(120), {
    get(target, key) {
      reads += typeof key === 'string' && /^\d+$/.test(key) ? 1 : 0
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const lengths: number[] = []
  const push = getLines((line) => lengths.push(line.length))
  for (let count = 0; count < 1_000; count++) {
    push(chunk)
  }
  push(bytesOf('\n'))
  expect([reads, lengths]).toEqual([256_000, [256_000]])
})

describe('getBytes', () => {
  const source = (onCancel: (reason: unknown) => void): ReadableStream<Uint8Array> =>
    new ReadableStream({
      pull: (controller) => controller.enqueue(bytesOf('x')),
      cancel: onCancel,
    })

  test('a callback that throws: the stream is cancelled, where theirs leaves it open', async () => {
    const error = new Error('mine')
    const cancelled: Record<string, unknown[]> = { ours: [], theirs: [] }
    const fail = (): never => {
      throw error
    }
    await expect(
      getBytes(
        source((reason) => cancelled['ours']?.push(reason)),
        fail,
      ),
    ).rejects.toBe(error)
    await expect(
      theirs.getBytes(
        source((reason) => cancelled['theirs']?.push(reason)),
        fail,
      ),
    ).rejects.toBe(error)
    expect(cancelled).toEqual({ ours: [error], theirs: [] })
  })

  test('chunks: come in order, until the end', async () => {
    const heard: number[] = []
    await getBytes(new Blob(['ab', 'c']).stream(), (chunk) => heard.push(...chunk))
    expect(heard).toEqual([97, 98, 99])
  })
})
