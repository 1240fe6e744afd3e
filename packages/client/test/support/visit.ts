// A server's answers → what came of a stream that followed them, over real sockets.
import { createEventStream, type EventStreamOptions, type StreamEnd, type StreamEvent } from '@linefeed/client'
import { startSite, type Arrival, type Site } from './site.ts'

/** Retries at once. */
export const fast = { base: 1, cap: 1 }
/** The terminal event. */
export const done = 'event: done\ndata:\n\n'

export type Answer = (arrival: Arrival, index: number) => void
export interface Visit {
  readonly end: StreamEnd
  readonly events: StreamEvent[]
  readonly codes: string[]
  readonly arrivals: readonly Arrival[]
}

/** Follows a stream over real sockets until it is over; none is open when this resolves. */
export async function visit(answer: Answer, options: EventStreamOptions<undefined> = {}): Promise<Visit> {
  const site = await startSite()
  void answerAll(site, answer)
  const events: StreamEvent[] = []
  const codes: string[] = []
  const stream = createEventStream(site.origin, {
    retry: fast,
    until: ({ type }) => type === 'done' && 'discard',
    onError: ({ code }) => codes.push(code),
    ...options,
  })
  stream.on((event) => events.push(event))
  const end = await stream.done
  await site.idle()
  return { end, events, codes, arrivals: site.arrivals }
}

/** Answers every request there will be. */
export async function answerAll(site: Site, answer: Answer): Promise<never> {
  for (let index = 0; ; index++) {
    answer(await site.next(), index)
  }
}

/** One answer, which is `text` and the end of the stream. */
export const whole =
  (text: string): Answer =>
  (arrival) => {
    arrival.open(text + done)
    arrival.response.end()
  }
/** What the events brought. */
export const data = ({ events }: Visit): string[] => events.map((event) => event.data)
