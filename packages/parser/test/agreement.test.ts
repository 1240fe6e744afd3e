// Two other parsers on the same random streams: where they differ, a sentence of the standard decides.
import { createParser } from 'eventsource-parser'
import * as fc from 'fast-check'
import { EventSourceStream } from 'undici/lib/web/eventsource/eventsource-stream.js'
import { describe, expect, test } from 'vitest'
import { eventStreamBytes } from './arbitraries.ts'
import { bytesOf, read } from './read.ts'

/** What every parser here can tell: `[type, data, lastEventId]` of each event. */
type Told = (readonly [type: string, data: string, lastEventId: string])[]

function toldByUs(stream: Uint8Array): Told {
  return read([stream]).events.map(({ type, data, lastEventId }) => [type, data, lastEventId] as const)
}

function toldByEventsourceParser(stream: Uint8Array): { told: Told; retries: number[] } {
  const told: Told = []
  const retries: number[] = []
  let lastEventId = ''
  const parser = createParser({
    onId: (id) => {
      lastEventId = id
    },
    onEvent: ({ event = 'message', data }) => told.push([event, data, lastEventId]),
    onRetry: (milliseconds) => retries.push(milliseconds),
  })
  parser.feed(new TextDecoder('utf-8', { ignoreBOM: true }).decode(stream))
  return { told, retries }
}

function toldByUndici(stream: Uint8Array): { told: Told; reconnectionTime: number | undefined } {
  const told: Told = []
  const settings = { lastEventId: '', reconnectionTime: undefined }
  const parser = new EventSourceStream({
    eventSourceSettings: settings,
    push: (message) => {
      if (message !== null) {
        told.push([message.type, message.options.data, message.options.lastEventId])
      }
      return true
    },
  })
  parser.write(stream)
  return { told, reconnectionTime: settings.reconnectionTime }
}

describe('eventsource-parser', () => {
  test('random streams: the same events, positions and reconnection times', () => {
    fc.assert(
      fc.property(eventStreamBytes, (stream) => {
        const { told, retries } = toldByEventsourceParser(stream)
        expect(told).toEqual(toldByUs(stream))
        expect(retries).toEqual(read([stream]).retries)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('undici', () => {
  test('random streams: the same events and positions, unless a block resets its type', () => {
    fc.assert(
      fc.property(eventStreamBytes, (stream) => {
        fc.pre(!/^event:? ?$/m.test(new TextDecoder().decode(stream)))
        expect(toldByUndici(stream).told).toEqual(toldByUs(stream))
      }),
      { numRuns: 3000 },
    )
  })

  // If the field name is "event": Set the event type buffer to field value.
  test('an empty event line: it keeps the type before it, the standard resets it', () => {
    const stream = bytesOf('event: add\nevent:\ndata: a\n\n')
    expect(toldByUndici(stream).told).toEqual([['add', 'a', '']])
    expect(toldByUs(stream)).toEqual([['message', 'a', '']])
  })

  // If the field value consists of only ASCII digits, then […] set the event stream's reconnection time to that integer.
  test('a retry line: it waits for the end of the block, the standard sets it at once', () => {
    const stream = bytesOf('retry: 5\n: no blank line')
    expect(toldByUndici(stream).reconnectionTime).toBeUndefined()
    expect(read([stream]).retries).toEqual([5])
  })
})
