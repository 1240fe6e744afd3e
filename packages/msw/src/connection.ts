// The server's end of one connection: events, comments and bytes → wire.
// Knows frames and the wire; knows nothing of requests to come, msw or fetch.
import { MockStreamError } from './errors.ts'
import { encode, frameComment, frameEvent, frameRetry, type AnyEvent, type MockEvent } from './frames.ts'
import { within } from './patience.ts'
import type { ArrivedRequest } from './request.ts'
import type { Closing, Wire } from './wire.ts'

/** Where to cut: after every byte, or at these byte offsets. */
export type Cuts = 'every-byte' | number | readonly number[]

/** The server's end of one open stream. Everything it sends resolves when the client has read it. */
export interface MockConnection<Events extends object = Record<string, unknown>> extends ArrivedRequest {
  /** How many connections came before this one. */
  readonly index: number
  /** `'open'`, or how it ended: the client `'left'`, or the server `'dropped'` or `'ended'` it. */
  readonly phase: 'open' | Closing
  /**
   * Resolves with how the connection ended.
   * @throws MockStreamError with code `timeout` when it is still open after the mock's `timeout`.
   */
  readonly closed: Promise<Closing>
  /**
   * Sends one event in one chunk.
   * @throws MockStreamError with code `invalid` when no event stream can represent it, `closed` when the connection is
   * over, `timeout` when nobody reads.
   */
  send(event: MockEvent<Events>): Promise<void>
  /** Sends a comment, one line per line of `text`. */
  comment(text: string): Promise<void>
  /** Sends a reconnection time, in milliseconds. */
  retry(ms: number): Promise<void>
  /** Sends these bytes, or this text as UTF-8, in one chunk. */
  raw(bytes: string | Uint8Array): Promise<void>
  /** Sends these bytes, or this text as UTF-8, in several chunks. */
  split(bytes: string | Uint8Array, options: { at: Cuts }): Promise<void>
  /** The network fails: the client's pending read rejects, after it got everything sent before. */
  drop(): Promise<void>
  /** The server finishes: the body ends, after the client got everything sent before. */
  end(): Promise<void>
  /** Silence: resolves when everything sent was read; the connection stays open. */
  stall(): Promise<void>
}

export interface ConnectionOptions {
  index: number
  arrived: ArrivedRequest
  wire: Wire
  /** Milliseconds every wait may take. */
  timeout: number
  /** Called with every event, before it is written. */
  onSend: (event: AnyEvent, bytes: Uint8Array<ArrayBuffer>) => void
}

export function createConnection<Events extends object>({
  index,
  arrived,
  wire,
  timeout,
  onSend,
}: ConnectionOptions): MockConnection<Events> {
  const read = (work: Promise<void>, verb: string): Promise<void> =>
    within(
      work,
      timeout,
      () =>
        `Cannot ${verb}: nobody read connection ${index} for ${timeout} ms, got ${wire.bytesWaiting} bytes waiting behind ${wire.bytesRead} read. Is the client reading its body?`,
    )
  const write = (bytes: Uint8Array<ArrayBuffer>, verb: string): Promise<void> => read(wire.write(bytes), verb)

  return {
    ...arrived,
    index,
    get phase() {
      return wire.closing ?? 'open'
    },
    get closed() {
      const closed = within(
        wire.closed,
        timeout,
        () => `Cannot see connection ${index} close: the client still holds it after ${timeout} ms`,
      )
      // Looked at and then dropped, for example in a race, it must not bring the process down.
      closed.catch(() => undefined)
      return closed
    },
    async send(event) {
      const bytes = encode(frameEvent(event))
      onSend(event, bytes)
      await write(bytes, 'send the event')
    },
    comment: async (text) => write(encode(frameComment(text)), 'send the comment'),
    retry: async (ms) => write(encode(frameRetry(ms)), 'send the reconnection time'),
    raw: async (bytes) => write(toBytes(bytes), 'send the bytes'),
    async split(bytes, { at }) {
      for (const chunk of cut(bytes, at)) {
        // One after the other is the point: each chunk waits until the one before it was read.
        // oxlint-disable-next-line no-await-in-loop
        await write(chunk, 'send the bytes')
      }
    },
    drop: () => read(wire.drop(), 'drop the connection'),
    end: () => read(wire.end(), 'end the stream'),
    stall: () => read(wire.flushed(), 'stall the stream'),
  }
}

/** @throws MockStreamError with code `invalid` when a cut lies outside. */
export function cut(text: string | Uint8Array, at: Cuts): Uint8Array<ArrayBuffer>[] {
  const bytes = toBytes(text)
  const offsets = at === 'every-byte' ? Array.from(bytes, (_, index) => index + 1) : [at].flat()
  const wrong = offsets.find((offset) => !Number.isInteger(offset) || offset < 0 || offset > bytes.length)
  if (wrong !== undefined) {
    throw new MockStreamError(
      'invalid',
      `Cannot split ${bytes.length} bytes: a cut is 0 to ${bytes.length}, got ${wrong}`,
    )
  }
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted is newer than the oldest runtime promised
  const bounds = [...new Set([0, ...offsets, bytes.length])].sort((a, b) => a - b)
  return bounds.slice(1).map((end, index) => bytes.subarray(bounds[index], end))
}

export function toBytes(bytes: string | Uint8Array): Uint8Array<ArrayBuffer> {
  // A copy: the caller may reuse its buffer before the client reads.
  return typeof bytes === 'string' ? encode(bytes) : new Uint8Array(bytes)
}
