import { serializeEvent } from '@linefeed/parser/serialize'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chunkSizes, cutBySizes, eventStreamBytes, eventStreamText, serializableEvent } from './arbitraries.ts'
import { bytesOf, event, read, type Reading } from './read.ts'

describe('properties', () => {
  test('bytes: any chunking gives the same reading', () => {
    fc.assert(
      fc.property(eventStreamBytes, chunkSizes, (stream, sizes) => {
        expect(read(cutBySizes(stream, sizes))).toEqual(read([stream]))
      }),
      { numRuns: 4000 },
    )
  })

  test('text: any chunking gives the same reading as its bytes', () => {
    fc.assert(
      fc.property(eventStreamText, chunkSizes, (stream, sizes) => {
        expect(read(cutBySizes(stream, sizes))).toEqual(read([bytesOf(stream)]))
      }),
      { numRuns: 4000 },
    )
  })

  test('maxEventSize: any chunking fails at the same block, after the same deliveries', () => {
    fc.assert(
      fc.property(eventStreamBytes, chunkSizes, fc.integer({ min: 1, max: 40 }), (stream, sizes, maxEventSize) => {
        expect(read(cutBySizes(stream, sizes), { maxEventSize })).toEqual(read([stream], { maxEventSize }))
      }),
      { numRuns: 4000 },
    )
  })

  test('comments: leaving them unheard changes nothing else', () => {
    fc.assert(
      fc.property(eventStreamBytes, chunkSizes, fc.integer({ min: 1, max: 60 }), (stream, sizes, maxEventSize) => {
        const { comments, ...heard } = read([stream], { maxEventSize })
        const { comments: none, ...unheard } = read(cutBySizes(stream, sizes), { maxEventSize, onComment: undefined })
        expect(unheard).toEqual(heard)
        expect(none).toEqual([])
        expect(comments).toBeDefined()
      }),
      { numRuns: 4000 },
    )
  })

  test('soup: random bytes never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), chunkSizes, (stream, sizes) => {
        expect(read(cutBySizes(stream, sizes)).error).toBeUndefined()
      }),
      { numRuns: 1000 },
    )
  })

  test('serialize: every event is read back as it was', () => {
    fc.assert(
      fc.property(fc.array(serializableEvent, { maxLength: 5 }), chunkSizes, (events, sizes) => {
        const stream = bytesOf(events.map((one) => serializeEvent(one)).join(''))
        const expected: Reading = { events: [], retries: [], comments: [], ids: [], lastEventId: '' }
        for (const { type = 'message', data = '', id, retry, comment } of events) {
          expected.lastEventId = id ?? expected.lastEventId
          expected.events.push(event({ type, data, id, lastEventId: expected.lastEventId }))
          expected.ids.push(...(id === undefined ? [] : [id]))
          expected.retries.push(...(retry === undefined ? [] : [retry]))
          expected.comments.push(...(comment?.split('\n') ?? []))
        }
        expect(read(cutBySizes(stream, sizes))).toEqual(expected)
      }),
      { numRuns: 1000 },
    )
  })
})
