// The standard's processing model: attempts, one after the other, until one fails or the source is closed.
// Knows one attempt by its contract, and when the standard has it announced, reestablished or failed.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
import {
  connect,
  EventStreamError,
  prepareRequest,
  systemClock,
  type AttemptContext,
  type AttemptSink,
  type Connection,
  type Outcome,
} from '@linefeed/client/connection'
import type { EventSourceOptions } from './options.ts'
import type { SourcePage } from './page.ts'
import {
  countFailures,
  delayOf,
  firstReconnectionTime,
  isPassing,
  longestDelay,
  shortestInterval,
} from './reconnection.ts'
import { createTasks } from './tasks.ts'

export const CONNECTING = 0
export const OPEN = 1
export const CLOSED = 2

export interface Processing {
  readonly readyState: number
  close(): void
}

/** Makes the first attempt, and calls `fire` with every event, each in a task of its own. */
export function startProcessing(
  url: string,
  options: EventSourceOptions,
  page: SourcePage,
  fire: (event: Event) => void,
): Processing {
  const { clock = systemClock, random = Math.random } = options.platform ?? {}
  const tasks = createTasks()
  const hasBody = (options.body ?? undefined) !== undefined
  const mayRepeat = options.resumable || (options.method ? /^(get|head)$/i.test(options.method) : !hasBody)
  const unwatch = page.watch(onPageChange)
  let readyState: number = CONNECTING
  let target = url
  let position = options.lastEventId ?? ''
  let reconnectionTime = firstReconnectionTime
  let attempt = 0
  let attemptedAt = -Infinity
  let failure: EventStreamError | undefined
  let failures = 0
  let events = 0
  let origin = ''
  let hasLeft = false
  let moves = 0
  let connection: Connection | undefined
  let cancelWait = (): void => {}

  const sink: AttemptSink = {
    onOpen(response) {
      origin = new URL(response.url || url).origin
      // As the standard's request, which remembers where it was led; but what was meant for one origin stays there.
      if (response.redirected && !options.headers && !hasBody) {
        target = response.url
      }
      queue(announce)
    },
    onId: (id) => (position = id),
    onRetry: (time) => (reconnectionTime = Math.min(time, longestDelay)),
    onEvent({ type, data, lastEventId }) {
      events++
      const init = { data, origin, lastEventId }
      queue(() => fire(new MessageEvent(type, init)))
    },
    // What was read has been heard before more is read.
    demand: tasks.settled,
  }

  /** A closed source does nothing more, whatever its tasks were. */
  function queue(step: () => void): void {
    void tasks.queue(() => readyState === CLOSED || step())
  }

  /** As `fetch` follows redirects; but what the caller adds stays where it is sent. */
  async function send(context: AttemptContext): Promise<Response> {
    const { init, confidential } = await prepareRequest(options, context)
    const redirect = options.redirect ?? (confidential ? 'manual' : 'follow')
    const credentials = options.withCredentials ? 'include' : 'same-origin'
    const response = await (options.fetch ?? fetch)(target, {
      cache: 'no-store',
      credentials,
      redirect,
      ...init,
      // Plain, as those of the package of this name: a `fetch` of the caller's may spread them.
      headers: Object.fromEntries(init.headers),
    })
    // A page gets a redirect with its status hidden.
    if (redirect === 'manual' && /^[03]/.test(String(response.status))) {
      throw new EventStreamError(
        'redirect-refused',
        "Cannot follow redirect: redirect: 'follow' must be given, got none",
        {},
      )
    }
    return response
  }

  function tryOnce(): void {
    attempt++
    events = 0
    attemptedAt = clock.now()
    const facts = { attempt, failure, lastEventId: position, stream: tasks }
    connection = connect({ send }, facts, sink)
    const stay = moves
    void connection.outcome.then((outcome) => queue(() => stay === moves && judge(outcome)))
  }

  function judge(outcome: Outcome): void {
    const sinceAttempt = clock.now() - attemptedAt
    failure = outcome.kind === 'failed' ? outcome.error : undefined
    failures = countFailures(failures, outcome, events, sinceAttempt)
    if (mayRepeat && isPassing(failure)) {
      reestablish(delayOf(reconnectionTime, failures, sinceAttempt, random()))
    } else {
      fail()
    }
  }

  /** `#announce-the-connection` */
  function announce(): void {
    readyState = OPEN
    fire(new Event('open'))
  }

  /** `#reestablish-the-connection` */
  function reestablish(delay: number): void {
    readyState = CONNECTING
    fireError()
    if (readyState === CONNECTING) {
      cancelWait = clock.schedule(delay, tryOnce)
    }
  }

  /** `#fail-the-connection` */
  function fail(): void {
    close()
    fireError()
  }

  // A plain event, as the standard has it, and in a field of ours the reason that it hides.
  function fireError(): void {
    fire(Object.assign(new Event('error'), { error: failure }))
  }

  /** A page that is kept for its return must hold no connection; what was to follow from the last one does not. */
  function onPageChange(): void {
    if (page.left !== hasLeft) {
      hasLeft = page.left
      const stay = ++moves
      connection?.stop()
      cancelWait()
      if (!mayRepeat) {
        queue(fail)
      } else if (!hasLeft) {
        queue(() => stay === moves && reestablish(shortestInterval))
      }
    }
  }

  function close(): void {
    readyState = CLOSED
    unwatch()
    cancelWait()
    connection?.stop()
  }

  // A network error for ever: the platform's fetch knows no such scheme. A page's own scheme, it does.
  if (/^(https?|data|blob):/.test(url) || page.baseURL?.startsWith(new URL(url).protocol)) {
    tryOnce()
  } else {
    queue(fail)
  }
  return {
    get readyState() {
      return readyState
    },
    close,
  }
}
