// Runs in a real page: follows streams with the client as it is bundled from its sources, and collects what they bring.
import { createEventStream, type EventStream, type EventStreamError, type EventStreamOptions } from '@linefeed/client'

export interface Followed {
  readonly stream: EventStream
  readonly data: string[]
  readonly phases: string[]
  readonly errors: EventStreamError[]
}

export function follow(url: string, options: EventStreamOptions<undefined> = {}): Followed {
  const data: string[] = []
  const phases: string[] = []
  const errors: EventStreamError[] = []
  const stream = createEventStream(url, {
    retry: { base: 1 },
    onStateChange: (state) => phases.push(state.phase === 'paused' ? `paused: ${state.reason}` : state.phase),
    onError: (error) => errors.push(error),
    ...options,
  })
  stream.on((event) => data.push(event.data))
  return { stream, data, phases, errors }
}

declare global {
  /** What the page at hand follows. */
  var followed: Followed
}

Object.assign(globalThis, { follow })
