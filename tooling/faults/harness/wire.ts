// What becomes of the bytes of one response on their way to the client: one function per kind of wire.
import type { Socket } from 'node:net'
import type { Wire } from './schedule.ts'

/** Where the bytes of a response go. */
export interface Sink {
  write(chunk: Buffer): void
  end(): void
  fail(): void
}

/** Calls `drop` when the origin is to be let go. */
export function createSink(client: Socket, wire: Wire, drop: () => void): Sink {
  const through: Sink = {
    write: (chunk) => void client.write(chunk),
    end: () => void client.end(),
    fail: () => reset(client),
  }
  switch (wire.kind) {
    case 'closed':
      return limit(through, wire.at, () => {
        client.end(drop)
      })
    case 'reset':
      return limit(through, wire.at, () => {
        // Written first: the bytes before the reset belong to the schedule.
        client.write('', () => {
          reset(client)
          drop()
        })
      })
    case 'silent':
      return limit(through, wire.at, () => {})
    case 'dripping':
      return drip(through, wire.size)
    case 'buffered':
      return buffer(through, wire.size, wire.rest)
    case 'whole':
    case 'refused':
      break
  }
  return through
}

/** Node cannot reset a socket that is shutting down, and would never say that it is closed. */
export function reset(client: Socket): void {
  if (client.writableEnded) {
    client.destroy()
  } else {
    client.resetAndDestroy()
  }
}

/** Passes so many bytes, then nothing. */
function limit(through: Sink, at: number, onLimit: () => void): Sink {
  let left = at
  let isOver = false
  const check = (): void => {
    if (left <= 0 && !isOver) {
      isOver = true
      onLimit()
    }
  }
  return {
    write(chunk) {
      if (!isOver) {
        through.write(chunk.subarray(0, left))
        left -= chunk.length
        check()
      }
    },
    end: () => (isOver ? undefined : through.end()),
    fail: () => (isOver ? undefined : through.fail()),
  }
}

/** Bytes; what is held beyond them goes at once: a connection that outlasts its responses would never catch up. */
const mostDripped = 4_096

function drip(through: Sink, size: number): Sink {
  let held = Buffer.of()
  let finish: (() => void) | undefined
  let isRunning = false
  const turn = (): void => {
    isRunning = held.length > 0
    if (isRunning) {
      const count = held.length > mostDripped ? held.length : size
      through.write(held.subarray(0, count))
      held = held.subarray(count)
      setImmediate(turn)
    } else {
      finish?.()
    }
  }
  const run = (): void => {
    if (!isRunning) {
      turn()
    }
  }
  return {
    write(chunk) {
      held = Buffer.concat([held, chunk])
      run()
    },
    end() {
      finish = through.end
      run()
    },
    fail: through.fail,
  }
}

function buffer(through: Sink, size: number, rest?: number): Sink {
  let held = Buffer.of()
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    through.write(held)
    held = Buffer.of()
  }
  return {
    write(chunk) {
      held = Buffer.concat([held, chunk])
      if (held.length >= size) {
        flush()
      } else if (rest !== undefined) {
        timer ??= setTimeout(flush, rest)
      }
    },
    end() {
      flush()
      through.end()
    },
    fail: through.fail,
  }
}
