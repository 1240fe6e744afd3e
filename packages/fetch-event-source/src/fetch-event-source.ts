// Options → attempts, one at a time, until the stream ends, the caller has enough, or `onerror` throws.
// Knows one attempt by its contract, and the callbacks; what they throw decides.
import {
  connectTimed,
  systemClock,
  type AttemptSink,
  type Connection,
  type EventStreamError,
  type Outcome,
} from '@linefeed/client/connection'
import { currentPage } from '@linefeed/client/session'
import { createBackoff } from './backoff.ts'
import { createExchange, isRequest } from './exchange.ts'
import type { FetchEventSourceInit, FetchEventSourceOptions } from './options.ts'
import type { EventSourceMessage } from './parse.ts'

export const EventStreamContentType = 'text/event-stream'

/** Errors after which the same request would bring the same. */
const permanent = new Set<string>(['event-too-large', 'no-body'])

// Methods, whose parameters are compared both ways: a fake that was written for theirs may stand in for ours.
interface Signatures {
  fetchEventSource(input: RequestInfo | URL, options?: FetchEventSourceOptions): Promise<void>
  // Theirs is the last: that is the one which mocks and `Parameters` see.
  fetchEventSource(input: RequestInfo, init: FetchEventSourceInit): Promise<void>
}

/**
 * Requests an event stream and calls back with its events, again after each failure unless `onerror` throws. The promise
 * resolves when the response ends or `signal` aborts, and rejects with what `onerror` throws.
 * @example
 * await fetchEventSource('/chat', {
 *   method: 'POST',
 *   body: JSON.stringify({ prompt }),
 *   headers: { 'content-type': 'application/json' },
 *   onmessage: ({ event, data }) => show(event, data),
 * })
 */
export const fetchEventSource: Signatures['fetchEventSource'] = (
  input: RequestInfo | URL,
  init: FetchEventSourceOptions = {},
): Promise<void> => {
  const { signal, onmessage, onclose, onerror, openWhenHidden, retry = {} } = init
  const { clock = systemClock, page = currentPage(), random = Math.random } = init.platform ?? {}
  const backoff = createBackoff(retry, random)
  const isSafe = /^(get|head)$/i.test(init.method ?? (isRequest(input) ? input.method : 'GET'))
  const pauses = openWhenHidden === undefined ? isSafe : !openWhenHidden
  let isOver = false
  let position: string | undefined
  let attempt = 0
  let failure: EventStreamError | undefined
  let startAt = -Infinity
  let connection: Connection | undefined
  let wake = (): void => {}

  const goesOn = (): boolean => !isOver
  const isAway = (): boolean => (isSafe && page.left) || (pauses && page.hidden)

  return new Promise((resolve, reject) => {
    async function run(): Promise<void> {
      while (goesOn()) {
        const delay = startAt - clock.now()
        if (isAway()) {
          await new Promise<void>((woken) => (wake = woken))
        } else if (delay > 0) {
          await new Promise<void>((woken) => {
            const cancel = clock.schedule(delay, () => wake())
            wake = () => {
              cancel()
              woken()
            }
          })
        } else {
          await tryOnce()
        }
      }
    }

    async function tryOnce(): Promise<void> {
      const exchange = createExchange(input, init, position === '')
      const attemptedAt = clock.now()
      let openedAt = attemptedAt
      let bytesAt = attemptedAt
      let retryField: number | undefined
      const sink: AttemptSink = {
        onOpen() {
          openedAt = bytesAt = clock.now()
        },
        onBytes: () => (bytesAt = clock.now()),
        onId: (id) => (position = id),
        onRetry(time) {
          retryField = time
          backoff.onRetry(time)
        },
        onEvent({ type, data, id = '' }) {
          const message: EventSourceMessage = { id, event: type, data }
          if (retryField !== undefined) {
            message.retry = retryField
            retryField = undefined
          }
          try {
            onmessage?.(message)
          } catch (error) {
            exchange.thrown = { error }
            connection?.stop()
          }
        },
      }
      attempt++
      const facts = { attempt, failure, lastEventId: position ?? '', stream: backoff }
      connection = connectTimed(exchange.options, facts, sink, clock)
      const outcome = await connection.outcome
      connection = undefined
      startAt = attemptedAt + backoff.shortestInterval
      if (!isOver) {
        judge(outcome, exchange.thrown, bytesAt - openedAt)
      }
    }

    function judge(outcome: Outcome, thrown: { error: unknown } | undefined, healthy: number): void {
      failure = outcome.kind === 'failed' ? outcome.error : undefined
      if (thrown) {
        retryAfter(thrown.error, healthy)
      } else if (outcome.kind === 'ended' || isStop(failure)) {
        try {
          onclose?.()
          finish(resolve)
        } catch (error) {
          if (!isOver) {
            retryAfter(error, healthy)
          }
        }
      } else if (failure) {
        retryAfter(failure.cause ?? failure, healthy, permanent.has(failure.code))
      }
    }

    function retryAfter(error: unknown, healthy: number, isPermanent = false): void {
      try {
        const asked = onerror?.(error)
        const suggested = backoff.next(failure, healthy)
        const isAsked = typeof asked === 'number' && asked >= 0
        const delay = isAsked ? asked : suggested
        if (isPermanent || delay === undefined) {
          throw error
        }
        // Never at once: attempts that fail without a task of their own would starve the event loop.
        const earliest = clock.now() + Math.max(delay, 1)
        startAt = isAsked ? earliest : Math.max(startAt, earliest)
      } catch (thrown) {
        finish(() => reject(thrown))
      }
    }

    function finish(settle: () => void): void {
      isOver = true
      unwatch()
      signal?.removeEventListener('abort', onAbort)
      connection?.stop()
      wake()
      settle()
    }

    const onAbort = (): void => finish(resolve)
    const unwatch = page.watch(() => {
      if (!connection) {
        wake()
      } else if (isAway()) {
        connection.stop()
      }
    })
    signal?.addEventListener('abort', onAbort)
    if (signal?.aborted) {
      onAbort()
    }
    void run()
  })
}

/** 204 is how a server asks clients to stay away. */
function isStop(failure: EventStreamError | undefined): boolean {
  return failure?.code === 'http-status' && failure.status === 204
}
