// Every parser as a function from chunks to a tally. Runs in any engine; Node's own are in contenders.node.ts.
import { createSseStream } from '@azure/core-sse'
import { createParser } from '@linefeed/parser'
import { getLines, getMessages } from '@microsoft/fetch-event-source/lib/cjs/parse.js'
import { createParser as createEventsourceParser } from 'eventsource-parser'
import { events as fetchEventStream } from 'fetch-event-stream'
import { _iterSSEMessages as openaiMessages } from 'openai/core/streaming'
import { parseServerSentEvents } from 'parse-sse'

/** What a contender saw: contenders that disagree are not compared. */
export interface Tally {
  events: number
  /** Sum of the lengths of all data. */
  length: number
}

export interface Contender {
  name: string
  read: (chunks: Uint8Array[]) => Tally | Promise<Tally>
  /** Time grows with the square of the event's size: left out where one event is megabytes. */
  isQuadratic?: boolean
  /** Does less than parsing: shows what is left to win, and its tally is not compared. */
  isLimit?: boolean
}

export const linefeed: Contender = {
  name: '@linefeed/parser',
  read: (chunks) => {
    const tally = { events: 0, length: 0 }
    const parser = createParser({ onEvent: ({ data }) => count(tally, data) })
    for (const chunk of chunks) {
      parser.push(chunk)
    }
    return tally
  },
}

/** All ratios are to this one. */
export const reference: Contender = {
  name: 'eventsource-parser',
  read: (chunks) => {
    const tally = { events: 0, length: 0 }
    const parser = createEventsourceParser({ onEvent: ({ data }) => count(tally, data) })
    const decoder = new TextDecoder()
    for (const chunk of chunks) {
      parser.feed(decoder.decode(chunk, { stream: true }))
    }
    return tally
  },
}

export const limits: Contender[] = [
  {
    name: 'TextDecoder alone',
    isLimit: true,
    read: (chunks) => {
      const tally = { events: 0, length: 0 }
      const decoder = new TextDecoder()
      for (const chunk of chunks) {
        count(tally, decoder.decode(chunk, { stream: true }))
      }
      return tally
    },
  },
  {
    name: 'TextDecoder + indexOf',
    isLimit: true,
    read: (chunks) => {
      const tally = { events: 0, length: 0 }
      const decoder = new TextDecoder()
      for (const chunk of chunks) {
        const text = decoder.decode(chunk, { stream: true })
        for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) {
          tally.events++
        }
      }
      return tally
    },
  },
]

export const peers: Contender[] = [
  {
    name: 'fetch-event-source',
    isQuadratic: true,
    read: (chunks) => {
      const tally = { events: 0, length: 0 }
      // It delivers comment blocks as empty messages.
      const onMessage = ({ data }: { data: string }) => data !== '' && count(tally, data)
      const push = getLines(getMessages(ignore, ignore, onMessage))
      for (const chunk of chunks) {
        push(chunk)
      }
      return tally
    },
  },
  {
    name: 'parse-sse',
    isQuadratic: true,
    read: (chunks) => countAll(parseServerSentEvents(new Response(streamOf(chunks)))),
  },
  {
    name: 'fetch-event-stream',
    isQuadratic: true,
    read: (chunks) => countAll(fetchEventStream(new Response(streamOf(chunks)))),
  },
  {
    name: '@azure/core-sse',
    isQuadratic: true,
    read: (chunks) => countAll(createSseStream(streamOf(chunks))),
  },
  {
    name: 'openai',
    isQuadratic: true,
    read: (chunks) => countAll(openaiMessages(new Response(streamOf(chunks)), new AbortController())),
  },
]

function ignore(): void {}

export function count(tally: Tally, data: string): void {
  tally.events++
  tally.length += data.length
}

async function countAll(events: AsyncIterable<{ data?: string }>): Promise<Tally> {
  const tally = { events: 0, length: 0 }
  for await (const { data = '' } of events) {
    if (data !== '') {
      count(tally, data)
    }
  }
  return tally
}

function streamOf(chunks: Uint8Array[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  let next = 0
  return new ReadableStream({
    pull: (controller) => {
      const chunk = chunks[next++]
      if (chunk === undefined) {
        controller.close()
      } else {
        controller.enqueue(new Uint8Array(chunk))
      }
    },
  })
}
