// A stream with everything around it under the test's hand: server, clock, page, chance. All it brings is collected.
import {
  createEventStream,
  type Decode,
  type EventStream,
  type EventStreamError,
  type EventStreamOptions,
  type EventStreamState,
  type Gap,
  type Given,
} from '@linefeed/client'
import { createManualClock, type ManualClock } from './manual-clock.ts'
import { createTestPage, type TestPage } from './page.ts'
import { createScriptedServer, type Exchange, type ScriptedServer } from './scripted-server.ts'

export interface Scene<D extends Decode | undefined> {
  readonly stream: EventStream<D>
  readonly clock: ManualClock
  readonly page: TestPage
  readonly server: ScriptedServer
  /** The data of every event heard. */
  readonly data: unknown[]
  readonly states: EventStreamState[]
  readonly errors: EventStreamError[]
  readonly gaps: Gap[]
  /** The codes of `errors`. */
  readonly codes: () => string[]
  /** The latest request, answered with an event stream. */
  open(text?: string): Promise<Exchange>
  /** Lets time pass until the next request. @throws Error when none can come. */
  nextRequest(): Promise<Exchange>
}

/** Listens to every event, and so opens the stream. `random` is a half unless told otherwise. */
export async function createScene<const D extends Decode | undefined>(
  options: EventStreamOptions<D> & { random?: () => number; url?: string; baseURL?: string; origin?: string } = {},
): Promise<Scene<Given<D>>> {
  const { random = () => 0.5, url = 'https://example.com/stream', baseURL, origin, ...given } = options
  const clock = createManualClock()
  const page = createTestPage(baseURL, origin)
  const server = createScriptedServer()
  const data: unknown[] = []
  const states: EventStreamState[] = []
  const errors: EventStreamError[] = []
  const gaps: Gap[] = []
  const stream = createEventStream<D>(url, {
    fetch: server.fetch,
    platform: { clock, page, random },
    onStateChange: (state) => states.push(state),
    onError: (error) => errors.push(error),
    onGap: (gap) => gaps.push(gap),
    ...(given as EventStreamOptions<D>),
  })
  stream.on((event) => data.push(event.data))
  await clock.settle()
  return {
    stream,
    clock,
    page,
    server,
    data,
    states,
    errors,
    gaps,
    codes: () => errors.map(({ code }) => code),
    async open(text) {
      server.latest.open(text)
      await clock.settle()
      return server.latest
    },
    async nextRequest() {
      const before = server.exchanges.length
      while (server.exchanges.length === before && (await clock.next())) {
        // A timer may be one of silence.
      }
      if (server.exchanges.length === before) {
        throw new Error(`Cannot wait for request: a timer must be pending, got state ${JSON.stringify(stream.state)}`)
      }
      return server.latest
    },
  }
}
