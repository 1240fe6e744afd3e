// The smallest log that streams can resume from: the newest events in memory, read by a cursor per client.
// A slow client costs nothing but its place: there is no queue per client. Shared by the servers beside it.
import { randomBytes } from 'node:crypto'

export interface Log {
  /** Stores `data` and wakes everybody who waits for it. */
  append(data: string): void
  /**
   * The stream for one client: what came after `lastEventId`, then everything new, until `signal` aborts.
   * @param heartbeat Milliseconds of silence after which a comment is sent.
   */
  follow(lastEventId: string, signal: AbortSignal, heartbeat?: number): AsyncGenerator<string, void>
  /** How many follow right now. */
  readonly followers: number
}

/** @param keep Events to keep; who comes back later than that is told of a gap. */
export function createLog(keep = 1_000): Log {
  // Positions of an earlier process must not be taken for ours.
  const name = randomBytes(4).toString('hex')
  const texts: string[] = []
  const waiting = new Set<() => void>()
  let newest = 0
  let followers = 0

  /** How many events the client has seen; `undefined` when its position is not of this log. */
  function seenBy(lastEventId: string): number | undefined {
    if (lastEventId === '') {
      return newest - texts.length
    }
    const seen = Number(lastEventId.slice(name.length + 1))
    return lastEventId === `${name}-${seen}` && seen <= newest ? seen : undefined
  }

  async function nextChange(signal: AbortSignal, heartbeat: number): Promise<'changed' | 'quiet'> {
    return await new Promise((resolve) => {
      const settle = (what: 'changed' | 'quiet') => {
        clearTimeout(timer)
        waiting.delete(onChange)
        signal.removeEventListener('abort', onChange)
        resolve(what)
      }
      const onChange = () => settle('changed')
      const timer = setTimeout(settle, heartbeat, 'quiet')
      waiting.add(onChange)
      signal.addEventListener('abort', onChange)
    })
  }

  return {
    get followers() {
      return followers
    },
    append(data) {
      newest += 1
      const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`)
      texts.push(`id: ${name}-${newest}\n${lines.join('')}\n`)
      if (texts.length > keep) {
        texts.shift()
      }
      waiting.forEach((wake) => wake())
    },
    async *follow(lastEventId, signal, heartbeat = 15_000) {
      followers += 1
      try {
        let seen = seenBy(lastEventId)
        // At once, or the headers would wait for the first event.
        yield ':\n\n'
        while (!signal.aborted) {
          const trimmed = newest - texts.length
          if (seen === undefined || seen < trimmed) {
            seen = trimmed
            yield 'event: gap\ndata: events are gone\n\n'
            continue
          }
          const text = texts[seen - trimmed]
          if (text !== undefined) {
            seen += 1
            yield text
          } else if ((await nextChange(signal, heartbeat)) === 'quiet') {
            yield ':\n\n'
          }
        }
      } finally {
        followers -= 1
      }
    },
  }
}
