// The only loop: attempts, one after the other, with one position. Knows schedule, page and clock by their contracts;
// knows nothing of readers.
import type { AttemptSink, Connection, Outcome } from '../connection/attempt.ts'
import { encodePosition } from '../connection/headers.ts'
import { connectTimed, type TimedAttemptOptions } from '../connection/liveness.ts'
import { expectStream } from '../connection/refusal.ts'
import { sendWithinOrigin } from '../connection/redirects.ts'
import { EventStreamError, statusOf } from '../errors.ts'
import type { Hindrance } from '../platform/page.ts'
import type { Gap, Session, SessionSettings, SessionSink } from './contract.ts'
import { hindranceOf } from './hindrance.ts'
import { continued, crossOriginHint, mayRepeat, positionLost, unsendable } from './resume.ts'
import { createSchedule } from './schedule.ts'
import { move, type EventStreamState, type StreamEnd } from './state.ts'

export function createSession(settings: SessionSettings, sink: SessionSink): Session {
  // Taken out: the settings are too many for an object that engines look into quickly, and events come by the million.
  const { clock, page, tap, until, isDuplicate, gapEvent } = settings
  const schedule = createSchedule(settings)
  let state: EventStreamState = { phase: 'idle' }
  let position = settings.lastEventId ?? ''
  let positionBefore = ''
  let attempt = 0
  let failure: EventStreamError | undefined
  let hindrance: Hindrance | undefined
  let received = 0
  let receivedBefore = 0
  let sawTerminal = false
  /** `reconnect()` was called since the attempt began: nothing that ends with it ends the session. */
  let isWanted = false
  /** Where the server's event says that it cannot continue: announced behind the events before it. */
  let gapFrom: string | undefined
  let connection: Connection | undefined
  let wake = (): void => {}
  let unwatch = (): void => {}
  let resolveDone: (end: StreamEnd) => void
  const done = new Promise<StreamEnd>((resolve) => (resolveDone = resolve))

  const isOver = (): boolean => state.phase === 'closed'
  const isRepeatable = (after?: EventStreamError): boolean => mayRepeat(settings, after, received > 0)

  function enter(next: EventStreamState): void {
    state = move(state, next)
    tap?.onStateChange(next)
    // Who was told may have closed the session.
    if (state === next) {
      sink.onStateChange(next)
    }
  }

  /** Every turn looks at the world and does the one thing that is due. */
  async function run(): Promise<void> {
    // Milliseconds; timers are no more exact, and some fire early.
    const shortestWait = 1
    while (!isOver()) {
      hindrance = hindranceOf(settings)
      const delay = schedule.startAt - clock.now()
      if (hindrance) {
        await rest({ phase: 'paused', reason: hindrance, failure })
      } else if (delay >= shortestWait) {
        await rest({ phase: 'waiting', attempt, delay, retryAt: clock.date() + delay, failure })
      } else if (canSendPosition()) {
        await tryOnce()
      }
    }
  }

  /** Waits to be woken, by the clock at the latest. Whoever hears of it may call `reconnect()` or `close()` at once. */
  async function rest(next: EventStreamState): Promise<void> {
    const woken = new Promise<void>((resolve) => (wake = resolve))
    const cancel = 'delay' in next ? clock.schedule(next.delay, wake) : undefined
    enter(next)
    await woken
    cancel?.()
  }

  async function tryOnce(): Promise<void> {
    attempt++
    receivedBefore = received
    schedule.onAttempt()
    enter({ phase: 'connecting', attempt, failure })
    if (isOver()) {
      return
    }
    const facts = { attempt, failure, lastEventId: position, stream: sink, identity: settings.identity }
    const isContinued = received > 0
    const options: TimedAttemptOptions = {
      ...settings,
      send: async (context) => sendWithinOrigin(isContinued ? await continued(settings, context) : settings, context),
      accept: (response, signal) => expectStream(response, signal, clock),
      hint: isContinued && position !== '' ? crossOriginHint(settings.url, page) : undefined,
    }
    sawTerminal = false
    isWanted = false
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
    onRetry: schedule.onRetry,
    onEvent(given) {
      const duplicate = isDuplicate?.(given)
      if (duplicate) {
        // The position stays where it was; after a gap there was none, and theirs is better.
        if (duplicate === 'replayed' && given.id) {
          position = positionBefore || position
        }
        return
      }
      // Behind a replay, the position that the connection knows is the older one.
      const event = isDuplicate && given.id === undefined ? { ...given, lastEventId: position } : given
      received++
      tap?.onEvent(event)
      // Compared only where there is one: engines call a function for it, for every event.
      if (gapEvent !== undefined && event.type === gapEvent) {
        // Its own ID has moved the position already.
        const from = event.id === undefined ? position : positionBefore
        if (mayRestart(from)) {
          gapFrom = from
          connection?.stop(positionLost())
          return
        }
      }
      const verdict = until?.(event)
      if (!verdict || verdict === true) {
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
    if (sawTerminal && !isWanted) {
      close({ reason: 'finished' })
    } else if (outcome.kind !== 'stopped') {
      failure = failureOf(outcome)
      const isGap = [409, 410, 412].includes(statusOf(failure)) && mayRestart(sentPosition)
      if (isGap) {
        failure = positionLost()
      }
      const from = isGap ? sentPosition : gapFrom
      gapFrom = undefined
      const goesOn = isRepeatable(failure) && schedule.plan(failure)
      // The caller's `retry` may have closed it.
      if (isOver()) {
        return
      }
      // Whoever hears of it may call `reconnect()` or `close()`: all is planned by then.
      if (from !== undefined) {
        announceGap(isGap ? 'status' : 'event', from)
      } else if (failure && failure.code !== 'position-lost') {
        sink.onError(failure)
      }
      if (!goesOn && !isWanted) {
        close(failure ? { reason: 'failed', error: failure } : { reason: 'finished' })
      }
    }
  }

  function failureOf(outcome: Outcome): EventStreamError | undefined {
    if (outcome.kind === 'failed') {
      return outcome.error
    }
    if (until) {
      return new EventStreamError(
        'ended-early',
        'Cannot keep event stream: its terminal event must come, got the end',
        {},
      )
    }
    return received === receivedBefore && isRepeatable()
      ? new EventStreamError('ended-empty', 'Cannot keep event stream: events must come, got the end', {})
      : undefined
  }

  function canSendPosition(): boolean {
    if (encodePosition(position) === undefined) {
      sink.onError(unsendable(position))
      if (!isOver()) {
        announceGap('unsendable-id', position)
      }
    }
    return !isOver()
  }

  /** Without a position nothing is lost: a server that says "gap" to everybody must not be asked forever. */
  function mayRestart(from: string): boolean {
    return from !== '' && (settings.gap === 'close' || isRepeatable())
  }

  function announceGap(reason: Gap['reason'], lastEventId: string): void {
    const gap = { reason, lastEventId }
    position = ''
    tap?.onGap(gap)
    sink.onGap(gap)
    if (settings.gap === 'close') {
      close({ reason: 'failed', error: positionLost() })
    }
  }

  function onPageChange(): void {
    const before = hindrance
    hindrance = hindranceOf(settings)
    if (connection) {
      if (!sawTerminal && hindrance && hindrance !== 'offline') {
        letGo(connection)
      }
    } else if (hindrance !== before) {
      if (before === 'offline') {
        schedule.hasten()
      }
      wake()
    }
  }

  function letGo(live: Connection): void {
    live.stop(
      isRepeatable()
        ? undefined
        : new EventStreamError(
            'page-left',
            'Cannot resume event stream: its request must be repeatable, got a page that was left',
            {},
          ),
    )
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
        unwatch = page.watch(onPageChange)
        void run()
      }
    },
    reconnect() {
      const { startAt } = schedule
      schedule.reset()
      isWanted = true
      connection?.stop()
      // Who calls this each time the stream rests must not turn in circles.
      if (schedule.startAt < startAt) {
        wake()
      }
    },
    close,
  }
}
