// What a session goes through → numbers for a devtools panel or a tracer. Shows no values unless asked; clones nothing.
import type { ServerSentEvent } from '@linefeed/parser'
import type { EventStreamError } from '../errors.ts'
import { systemClock, type Clock } from '../platform/clock.ts'
import { createReporter, guard } from '../report.ts'
import type { Gap, Tap } from './contract.ts'
import type { StreamEnd } from './state.ts'

/** Durations are milliseconds. What throws is shown as an unhandled error, and hurts no stream. */
export interface StreamObserver {
  /** A request is about to be made. */
  onAttempt?(news: { readonly attempt: number; readonly failure: EventStreamError | undefined }): void
  /** The server answered with an event stream, `duration` after the attempt began. */
  onOpen?(news: { readonly attempt: number; readonly duration: number }): void
  /** The first event of an attempt came, `duration` after it began. */
  onFirstEvent?(news: { readonly attempt: number; readonly duration: number }): void
  /** `size` is that of the data in UTF-16 units. `event` is there if `showsValues`. */
  onEvent?(news: {
    readonly attempt: number
    readonly type: string
    readonly size: number
    readonly event: ServerSentEvent | undefined
  }): void
  /** The next attempt is `delay` away. */
  onRetry?(news: {
    readonly attempt: number
    readonly delay: number
    readonly failure: EventStreamError | undefined
  }): void
  /** `lastEventId` is there if `showsValues`. */
  onGap?(news: {
    readonly attempt: number
    readonly reason: Gap['reason']
    readonly lastEventId: string | undefined
  }): void
  /** The stream is over: so long after its first attempt, with so many attempts, events and bytes in all. */
  onClose?(
    news: StreamEnd & {
      readonly duration: number
      readonly attempts: number
      readonly events: number
      readonly bytes: number
    },
  ): void
  /** Whether events and positions are shown, not only their types and sizes. @defaultValue `false` */
  readonly showsValues?: boolean | undefined
}

/**
 * An observer for the `observer` option; one may serve any number of streams.
 * @example
 * createEventStream('/events', { observer: observe({ onOpen: ({ duration }) => histogram.record(duration) }) })
 */
export function observe(observer: StreamObserver, clock: Clock = systemClock): () => Tap {
  const reporter = createReporter(undefined)
  const call = <Name extends Exclude<keyof StreamObserver, 'showsValues'>>(
    name: Name,
    news: Parameters<NonNullable<StreamObserver[Name]>>[0],
  ): void => guard(reporter, name, () => observer[name]?.(news as never))()

  return () => {
    let startedAt: number | undefined
    let attemptedAt = 0
    let attempt = 0
    let events = 0
    let bytes = 0
    let isFirst = true
    const since = (moment: number): number => clock.now() - moment

    return {
      onStateChange(state) {
        if (state.phase === 'connecting') {
          attempt = state.attempt
          attemptedAt = clock.now()
          startedAt ??= attemptedAt
          isFirst = true
          call('onAttempt', { attempt, failure: state.failure })
        } else if (state.phase === 'open') {
          call('onOpen', { attempt, duration: since(attemptedAt) })
        } else if (state.phase === 'waiting') {
          call('onRetry', { attempt, delay: state.delay, failure: state.failure })
        } else if (state.phase === 'closed') {
          const { phase: _, ...end } = state
          call('onClose', { ...end, duration: since(startedAt ?? clock.now()), attempts: attempt, events, bytes })
        }
      },
      onBytes(count) {
        bytes += count
      },
      onEvent(event) {
        events++
        if (isFirst) {
          isFirst = false
          call('onFirstEvent', { attempt, duration: since(attemptedAt) })
        }
        const { type, data } = event
        call('onEvent', { attempt, type, size: data.length, event: observer.showsValues ? event : undefined })
      },
      onGap({ reason, lastEventId }) {
        call('onGap', { attempt, reason, lastEventId: observer.showsValues ? lastEventId : undefined })
      },
    }
  }
}
