import { serializeEvent } from '@linefeed/parser/serialize'
import express from 'express'

export interface LogEntry {
  id: string
  data: string
}
export interface Log {
  /** What came after it, oldest first; `undefined` when it is unknown. */
  readAfter(position: string): LogEntry[] | undefined
  subscribe(listener: (entry: LogEntry) => void): () => void
}

export function events(log: Log): express.Router {
  return express.Router().get('/me/events', (request, response) => {
    // The header is UTF-8, which Node reads as Latin-1.
    const position = Buffer.from(
      request.get('last-event-id') ?? '',
      'latin1',
    ).toString('utf8')
    const missed = log.readAfter(position)
    if (missed === undefined) {
      response.sendStatus(412)
      return
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    response.flushHeaders() // connected, before there is an event
    const send = ({ id, data }: LogEntry) =>
      response.write(serializeEvent({ id, data }))
    missed.forEach(send)
    // In the same turn as readAfter: nothing falls between them.
    const unsubscribe = log.subscribe(send)
    const heartbeat = setInterval(
      () => response.write(serializeEvent({ comment: '' })),
      15_000,
    )
    response.on('close', () => {
      unsubscribe()
      clearInterval(heartbeat)
    })
  })
}
