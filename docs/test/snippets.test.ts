// What pages show from files is run here.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createEventStream, type EventStream } from '@linefeed/client'
import express from 'express'
import { expect, onTestFinished, test } from 'vitest'
import { events, type Log, type LogEntry } from '../snippets/express-events.ts'

interface TestLog extends Log {
  append(entry: LogEntry): void
  /** Forgets everything, as a log that was trimmed. */
  trim(): void
}

function createLog(): TestLog {
  let entries: LogEntry[] = []
  const listeners = new Set<(entry: LogEntry) => void>()
  return {
    append(entry) {
      entries.push(entry)
      listeners.forEach((listener) => listener(entry))
    },
    trim: () => (entries = []),
    readAfter(position) {
      const index = entries.findIndex(({ id }) => id === position)
      return position === '' ? entries : index === -1 ? undefined : entries.slice(index + 1)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

async function serve(log: Log) {
  const server = express().use(events(log)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/me/events`, server }
}

/** Resolves when the stream is in this phase. */
function phase(stream: EventStream, wanted: string, heard: { onChange: () => void }): Promise<void> {
  return new Promise((resolve) => {
    heard.onChange = () => stream.state.phase === wanted && resolve()
    heard.onChange()
  })
}

test('express-events: connects before there is an event, resumes exactly, and announces a gap', async () => {
  const log = createLog()
  const { url, server } = await serve(log)
  const heard = { onChange: () => {} }
  const gaps: unknown[] = []
  const stream = createEventStream(url, {
    retry: { base: 1 },
    onStateChange: () => heard.onChange(),
    onError: () => {},
    onGap: (gap) => gaps.push(gap),
  })
  onTestFinished(() => stream.close())
  const got = stream[Symbol.asyncIterator]()
  const next = async (): Promise<string | undefined> => (await got.next()).value?.data

  await phase(stream, 'open', heard)
  log.append({ id: 'ключ-1', data: 'one' })
  expect(await next()).toBe('one')

  const isWaiting = phase(stream, 'connecting', heard)
  server.closeAllConnections()
  log.append({ id: 'ключ-2', data: 'two\nlines' })
  await isWaiting
  expect(await next()).toBe('two\nlines')
  log.append({ id: 'ключ-3', data: 'three' })
  expect(await next()).toBe('three')

  log.trim()
  const isBack = phase(stream, 'connecting', heard)
  server.closeAllConnections()
  await isBack
  await phase(stream, 'open', heard)
  log.append({ id: 'a-1', data: 'anew' })
  expect(await next()).toBe('anew')
  expect(gaps).toEqual([{ reason: 'status', lastEventId: 'ключ-3' }])
})
