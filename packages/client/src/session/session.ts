// The only loop: attempts, one after the other, with one position. Knows schedule, page and clock by their contracts;
// knows nothing of readers.
import type { AttemptSink, Connection, Outcome } from '../connection/attempt.ts'
import { encodePosition } from '../connection/headers.ts'
import { connectTimed, type TimedAttemptOptions } from '../connection/liveness.ts'
import { sendWithinOrigin } from '../connection/redirects.ts'
import { EventStreamError } from '../errors.ts'
import type { Hindrance } from '../platform/page.ts'
import type { Gap, Session, SessionSettings, SessionSink } from './contract.ts'
import { hindranceOf, watchPage } from './hindrance.ts'
import { continued, crossOriginHint, mayRepeat } from './resume.ts'
import { createSchedule } from './schedule.ts'
import { move, type EventStreamState, type StreamEnd } from './state.ts'

/** Milliseconds; timers are no more exact, and some fire early. */
const shortestWait = 1

export function createSession(settings: SessionSettings, sink: SessionSink): Session {
  // Taken out: the settings are too many for an object that engines look into quickly, and events come by the million.
  const { clock, page, tap, until, isDuplicate, gapEvent } = settings
  const schedule = createSchedule(settings)
  let state: EventStreamState = { phase: 'idle' }
  let position = settings.lastEventId
  let positionBefore = ''
  let attempt = 0
  let failure: EventStreamError | undefined
  let received = 0
  let receivedBefore = 0
  let hasOpened = false
  let sawTerminal = false
  let connection: Connection | undefined
  let wake = (): void => {}
  let unwatch = (): void => {}
  let resolveDone: (end: StreamEnd) => void
  const done = new Promise<StreamEnd>((resolve) => (resolveDone = resolve))

  const isOver = (): boolean => state.phase === 'closed'
  const isRepeatable = (after?: EventStreamError): boolean => mayRepeat(settings, after, received > 0)

  function enter(next: EventStreamState): void {
    state = move(state, next)
    tap?.onStateChange(state)
    sink.onStateChange(state)
  }

  /** Every turn looks at the world and does the one thing that is due. */
  async function run(): Promise<void> {
    while (!isOver()) {
      const hindrance = hindranceOf(settings)
      const delay = schedule.startAt - clock.now()
      if (hindrance) {
        await pause(hindrance)
      } else if (delay >= shortestWait) {
        await wait(delay)
      } else if (canSendPosition()) {
        await tryOnce()
      }
    }
  }

  async function pause(reason: Hindrance): Promise<void> {
    const woken = nextWake()
    enter({ phase: 'paused', reason, failure })
    await woken
  }

  async function wait(delay: number): Promise<void> {
    const woken = nextWake()
    const cancel = clock.schedule(delay, () => wake())
    enter({ phase: 'waiting', attempt, delay, retryAt: clock.date() + delay, failure })
    await woken
    cancel()
  }

  /** Taken before a phase is announced: whoever hears of it may call `reconnect()` or `close()` at once. */
  function nextWake(): Promise<void> {
    return new Promise((resolve) => (wake = resolve))
  }

  async function tryOnce(): Promise<void> {
    attempt++
    receivedBefore = received
    schedule.onAttempt()
    enter({ phase: 'connecting', attempt, failure })
    if (isOver()) {
      return
    }
    const options: TimedAttemptOptions = {
      ...settings,
      send: async (context) => sendWithinOrigin(received > 0 ? await continued(settings, context) : settings, context),
      hint: hasOpened && position !== '' ? crossOriginHint(settings.url, page) : undefined,
    }
    const facts = { attempt, failure, lastEventId: position, stream: sink }
    connection = connectTimed(options, facts, attemptSink, clock)
    const outcome = await connection.outcome
    await sink.settled()
    connection = undefined
    if (!isOver()) {
      judge(outcome, facts.lastEventId)
    }
  }

  const attemptSink: AttemptSink = {
    onOpen() {
      hasOpened = true
      failure = undefined
      schedule.onOpen()
      enter({ phase: 'open', attempt })
    },
    onId(id) {
      positionBefore = position
      position = id
    },
    onBytes(count) {
      schedule.onBytes()
      tap?.onBytes(count)
    },
    onRetry: schedule.onReconnectionTime,
    onEvent(event) {
      const duplicate = isDuplicate?.(event)
      if (duplicate) {
        // The position stays where it was; after a gap there was none, and theirs is better.
        if (duplicate === 'replayed' && event.id) {
          position = positionBefore || position
        }
        return
      }
      received++
      tap?.onEvent(event)
      if (event.type === gapEvent && mayRestart(position)) {
        connection?.stop(announceGap('event'))
        return
      }
      const verdict = until?.(event)
      if (verdict !== 'discard') {
        sink.onEvent(event)
      }
      if (verdict) {
        sawTerminal = true
        connection?.stop()
      }
    },
    demand: sink.demand,
  }

  /** Plans another attempt where one is allowed and may help; ends the session where not. */
  function judge(outcome: Outcome, sentPosition: string): void {
    if (sawTerminal) {
      close({ reason: 'finished' })
    } else if (outcome.kind === 'stopped') {
      schedule.planSoon()
    } else {
      failure = failureOf(outcome, sentPosition)
      // A gap was announced already.
      if (failure && failure.code !== 'position-lost') {
        sink.onError(failure)
      }
      if (!isOver() && !(isRepeatable(failure) && schedule.plan(failure))) {
        close(failure ? { reason: 'failed', error: failure } : { reason: 'finished' })
      }
    }
  }

  function failureOf(outcome: Outcome, sentPosition: string): EventStreamError | undefined {
    if (outcome.kind === 'failed') {
      const { error } = outcome
      return refusesPosition(error) && mayRestart(sentPosition) ? announceGap('status') : error
    }
    if (until) {
      return new EventStreamError(
        'ended-early',
        'Cannot finish event stream: its terminal event must come, got the end',
        {},
      )
    }
    return received === receivedBefore && isRepeatable()
      ? new EventStreamError('ended-empty', 'Cannot keep event stream: events must come, got the end', {})
      : undefined
  }

  function canSendPosition(): boolean {
    if (encodePosition(position) === undefined) {
      sink.onError(
        new EventStreamError(
          'unsendable-id',
          'Cannot send Last-Event-ID: it must have no control characters, no space at its ends and 4096 bytes at most, ' +
            `got ${JSON.stringify(position.slice(0, 80))}`,
          { lastEventId: position },
        ),
      )
      announceGap('unsendable-id')
    }
    return !isOver()
  }

  /** Without a position nothing is lost: a server that says "gap" to everybody must not be asked forever. */
  function mayRestart(from: string): boolean {
    return from !== '' && (settings.gap === 'close' || isRepeatable())
  }

  /** A gap counts as a failure: a server that answers each new start with one must not be asked in a row. */
  function announceGap(reason: Gap['reason']): EventStreamError {
    const gap = { reason, lastEventId: position }
    const message = 'Cannot resume event stream: the server must know the position, got a gap'
    const error = new EventStreamError('position-lost', message, {})
    position = ''
    tap?.onGap(gap)
    sink.onGap(gap)
    if (settings.gap === 'close') {
      close({ reason: 'failed', error })
    }
    return error
  }

  function onPageChange(isBackOnline: boolean): void {
    const hindrance = hindranceOf(settings)
    if (connection) {
      if (!sawTerminal && hindrance !== undefined && hindrance !== 'offline') {
        letGo(connection)
      }
      return
    }
    if (isBackOnline) {
      schedule.hasten()
    }
    if (isBackOnline || hindrance !== (state.phase === 'paused' ? state.reason : undefined)) {
      wake()
    }
  }

  function letGo(live: Connection): void {
    if (isRepeatable()) {
      live.stop()
    } else {
      const message = 'Cannot keep event stream: its page must stay until the end of a request made only once, got left'
      close({ reason: 'failed', error: new EventStreamError('page-left', message, {}) })
    }
  }

  function close(end: StreamEnd): void {
    if (!isOver()) {
      unwatch()
      connection?.stop()
      enter({ phase: 'closed', ...end })
      resolveDone(end)
      wake()
    }
  }

  return {
    get state() {
      return state
    },
    get lastEventId() {
      return position
    },
    done,
    open() {
      if (state.phase === 'idle') {
        unwatch = watchPage(page, onPageChange)
        void run()
      }
    },
    reconnect() {
      schedule.reset()
      connection?.stop()
      wake()
    },
    close,
  }
}

/** Answers by which a server refuses to continue from a position. */
function refusesPosition(error: EventStreamError): boolean {
  return error.code === 'http-status' && [409, 410, 412].includes(error.status)
}
