// One contract for the three minimal servers, played by the real client.
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEventStream, type EventStream } from '@linefeed/client'
import { describe, expect, test } from 'vitest'
import { createFastifyServer } from '../../minimal/fastify.ts'
import { createHonoServer } from '../../minimal/hono.ts'
import { createLog, type Log } from '../../minimal/log.ts'
import { createNodeServer } from '../../minimal/node.ts'
import { readEvents } from '../support/event-reader.ts'

async function start(create: (log: Log, heartbeat?: number) => Promise<Server>, keep?: number, heartbeat?: number) {
  const log = createLog(keep)
  const server = (await create(log, heartbeat)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    log,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    cut: () => server.closeAllConnections(),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function take(events: AsyncIterator<{ data: string }>, count: number): Promise<string[]> {
  const texts: string[] = []
  while (texts.length < count) {
    const { value } = (await events.next()) as { value: { data: string } | undefined }
    texts.push(value?.data ?? 'the end')
  }
  return texts
}

const follow = (url: string, options: object = {}): EventStream =>
  createEventStream(url, { retry: { base: 1 }, ...options })

describe.each([
  ['node', createNodeServer],
  ['hono', createHonoServer],
  ['fastify', createFastifyServer],
])('minimal server, %s', (_name, create) => {
  test('append: what is posted arrives, lines and all', async () => {
    await using server = await start(create)
    await using stream = follow(server.url)
    const events = stream[Symbol.asyncIterator]()
    const headers = { 'content-type': 'text/plain' }
    const posted = await fetch(server.url, { method: 'POST', body: 'first\nsecond 你好', headers })
    expect([posted.status, await take(events, 1)]).toEqual([204, ['first\nsecond 你好']])
  })

  test('resume: everything comes once and in order, however often the connection is cut', async () => {
    await using server = await start(create)
    server.log.append('0')
    await using stream = follow(server.url)
    const events = stream[Symbol.asyncIterator]()
    const texts = await take(events, 1)
    for (let round = 1; round <= 5; round += 1) {
      server.cut()
      server.log.append(`${round}a`)
      server.log.append(`${round}b`)
      texts.push(...(await take(events, 2)))
    }
    expect(texts).toEqual(['0', '1a', '1b', '2a', '2b', '3a', '3b', '4a', '4b', '5a', '5b'])
  })

  test('resume: what is gone surfaces as a gap, before what is left', async () => {
    await using server = await start(create, 2)
    server.log.append('1')
    await using first = await readEvents(server.url)
    const [one] = await first.take(1)
    for (const text of ['2', '3', '4']) {
      server.log.append(text)
    }
    const gaps: unknown[] = []
    await using stream = follow(server.url, {
      lastEventId: one?.id,
      gapEvent: 'gap',
      onGap: (gap: unknown) => gaps.push(gap),
    })
    expect(await take(stream[Symbol.asyncIterator](), 2)).toEqual(['3', '4'])
    expect(gaps).toEqual([{ reason: 'event', lastEventId: one?.id }])
  })

  test('heartbeat: a quiet stream carries comments, at once and again and again', async () => {
    await using server = await start(create, 10, 5)
    await using stream = await readEvents(server.url)
    expect(stream.response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    await stream.until(() => stream.text.startsWith(':\n\n:\n\n:\n\n'))
  })

  test('leaving: who leaves is no longer followed by a cursor', async () => {
    await using server = await start(create)
    const stream = await readEvents(server.url)
    await stream.until(() => stream.text !== '')
    expect(server.log.followers).toBe(1)
    stream.close()
    await expect.poll(() => server.log.followers).toBe(0)
  })
})
