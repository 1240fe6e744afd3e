// What the scenario needs and the example server has no reason for: an endless stream, an answer with an end, a flood.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as later } from 'node:timers/promises'
import { text } from 'node:stream/consumers'

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** 400 events of 128 KiB: more than any runtime or kernel takes in for somebody who does not read. */
const flood = { events: 400, padding: 'x'.repeat(128 * 1024) }

/** Milliseconds without progress after which the flood counts as held back. */
const standstill = 400

/** The answers beside those of the example server, by URL; one set per runtime, because they remember their streams. */
export function besideAnswers(): Record<string, Answer> {
  const endless = Promise.withResolvers<void>()
  let sent = 0

  return {
    '/beside/endless': async (_request, response) => {
      startEvents(response)
      response.write('data: on and on\n\n')
      response.once('close', endless.resolve)
    },

    '/beside/endless/end': async (_request, response) => {
      await endless.promise
      response.end('gone')
    },

    '/beside/answer': async (request, response) => {
      const { ending } = JSON.parse(await text(request)) as { ending: string }
      startEvents(response)
      response.end(ending === 'whole' ? 'data: a\n\ndata: b\n\nevent: done\ndata:\n\n' : 'data: a\n\ndata: b')
    },

    '/beside/flood': async (_request, response) => {
      startEvents(response)
      let goOn = (): void => {}
      response.on('drain', () => goOn())
      response.once('close', () => goOn())
      for (sent = 0; sent < flood.events && !response.destroyed; sent += 1) {
        if (!response.write(`data: ${sent} ${flood.padding}\n\n`)) {
          await new Promise<void>((resolve) => (goOn = resolve))
        }
      }
      response.end('event: end\ndata:\n\n')
    },

    '/beside/flood/state': async (_request, response) => {
      let before = -1
      while (before !== sent && sent < flood.events) {
        before = sent
        await later(standstill)
      }
      response.end(sent < flood.events ? 'held' : 'everything was taken')
    },
  }
}

function startEvents(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
}
