// The request's Last-Event-ID header as the client meant it.
import type { IncomingMessage } from 'node:http'

/**
 * The position the client resumes from, `''` when it has none.
 * Clients send the ID's UTF-8 bytes (`#last-event-id`); Node hands headers out as Latin-1.
 */
export function lastEventIdOf(req: IncomingMessage): string {
  const value = req.headers['last-event-id']
  return typeof value === 'string' ? Buffer.from(value, 'latin1').toString('utf8') : ''
}
