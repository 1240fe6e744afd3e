// Bytes the test writes → the body of one response: one chunk per read, each acknowledged once its reader has had a turn to handle it.
// Knows streams; knows nothing of requests, events or msw.
import { MockStreamError } from './errors.ts'
import { turn } from './patience.ts'

/** How a connection ended: the client let go, the network failed, or the server finished. */
export type Closing = 'left' | 'dropped' | 'ended'

export interface Wire {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>
  /** `undefined` while the connection is open. */
  readonly closing: Closing | undefined
  /** Resolves when the connection is over; never rejects. */
  readonly closed: Promise<Closing>
  /** Bytes the reader has taken. */
  readonly bytesRead: number
  /** Bytes written that nobody has read. */
  readonly bytesWaiting: number
  /** Resolves when the chunk was read; rejects when the connection ends first. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>
  /** Resolves when everything written was read. */
  flushed(): Promise<void>
  /** Fails the body once everything written before was read. */
  drop(): Promise<void>
  /** Ends the body once everything written before was read. */
  end(): Promise<void>
  /** Fails the body at once, whatever of it was not read. */
  fail(): void
  /** The client is gone: `reason` is what its pending read rejects with. */
  leave(reason: unknown): void
}

/** Bytes to hand over, a way to end, or neither: a mark that is reached once everything before it was read. */
interface Entry {
  bytes: Uint8Array<ArrayBuffer> | undefined
  closing: Closing | undefined
  resolve: () => void
  reject: (error: MockStreamError) => void
}

type Controller = ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>

export interface WireOptions {
  /**
   * Bytes to have in the body before anything is written. An empty chunk makes msw 3 in Node send the response's head at
   * once, so that `fetch` resolves before the first event.
   */
  opening?: Uint8Array<ArrayBuffer> | undefined
  /** Waited for before the body fails, where a failure would overtake the bytes before it. */
  grace?: (() => Promise<void>) | undefined
}

export function createWire({ opening, grace }: WireOptions = {}): Wire {
  const entries: Entry[] = []
  let controller: Controller
  let wanted: (() => void) | undefined
  let busy = false
  let bytesRead = 0
  let closing: Closing | undefined
  let settle: (closing: Closing) => void
  const closed = new Promise<Closing>((resolve) => (settle = resolve))

  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(started) {
        controller = started
        if (opening !== undefined) {
          controller.enqueue(opening)
        }
      },
      // The pull stays pending until its chunk was handled: that keeps a second chunk from being merged into the first.
      pull: () =>
        new Promise<void>((resolve) => {
          wanted = resolve
          void pump()
        }),
      cancel: () => over('left'),
    },
    // No buffer: a pull then means that someone waits for bytes.
    { highWaterMark: 0 },
  )

  async function pump(): Promise<void> {
    const [next] = entries
    if (busy || next === undefined || (next.bytes !== undefined && wanted === undefined)) {
      return
    }
    busy = true
    entries.shift()
    let answered: typeof wanted
    if (next.closing === 'dropped') {
      await grace?.()
    }
    if (next.bytes === undefined) {
      finish(next.closing)
    } else {
      answered = wanted
      wanted = undefined
      controller.enqueue(next.bytes)
      bytesRead += next.bytes.byteLength
    }
    await turn()
    busy = false
    answered?.()
    next.resolve()
    void pump()
  }

  function finish(how: Closing | undefined): void {
    if (closing !== undefined) {
      return
    }
    if (how === 'dropped') {
      over('dropped')
      controller.error(new TypeError('network error'))
    } else if (how === 'ended') {
      over('ended')
      controller.close()
    }
  }

  function over(how: Closing): void {
    if (closing !== undefined) {
      return
    }
    closing = how
    for (const { reject } of entries.splice(0)) {
      reject(refusal(how))
    }
    wanted?.()
    settle(how)
  }

  function queue(bytes: Entry['bytes'], how?: Closing): Promise<void> {
    return new Promise((resolve, reject) => {
      if (closing !== undefined) {
        reject(refusal(closing))
        return
      }
      entries.push({ bytes, closing: how, resolve, reject })
      void pump()
    })
  }

  function refusal(how: Closing): MockStreamError {
    const rules = {
      left: 'the client left',
      dropped: 'this connection was dropped',
      ended: 'this connection was ended',
    }
    const remedy = how === 'left' ? '' : '; wait for the next one with connection()'
    return new MockStreamError('closed', `Cannot write to the stream: ${rules[how]} after ${bytesRead} bytes${remedy}`)
  }

  return {
    body,
    closed,
    get closing() {
      return closing
    },
    get bytesRead() {
      return bytesRead
    },
    get bytesWaiting() {
      return entries.reduce((sum, { bytes }) => sum + (bytes?.byteLength ?? 0), 0)
    },
    write: (bytes) => queue(bytes),
    flushed: () => queue(undefined),
    drop: () => queue(undefined, 'dropped'),
    end: () => queue(undefined, 'ended'),
    fail: () => finish('dropped'),
    leave(reason) {
      if (closing === undefined) {
        over('left')
        controller.error(reason)
      }
    },
  }
}
