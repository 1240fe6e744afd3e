// What is played: pure data, so that it can be printed, parsed again and shrunk. Knows no sockets and no client.

/** What the origin does about one request that reaches it. */
export type Answer =
  /** The events after the position, then those that are yet to come. */
  | { readonly kind: 'events' }
  /** The same, but the response ends as if it were complete after so many bytes of its body. */
  | { readonly kind: 'ended'; readonly after: number }
  | { readonly kind: 'status'; readonly status: number }
  /** To another path of the same origin. */
  | { readonly kind: 'redirect'; readonly status: number }
  /** Starts so many events before the position. */
  | { readonly kind: 'replayed'; readonly extra: number }
  /** Sends every event twice. */
  | { readonly kind: 'doubled' }
  /** Forgets all but the latest so many events first. */
  | { readonly kind: 'trimmed'; readonly kept: number }
  /** The token of this request is no longer valid. */
  | { readonly kind: 'expired' }
  /** Breaks all connections, and refuses new ones for so many milliseconds. */
  | { readonly kind: 'restart'; readonly downtime: number }
  /** Over HTTP/2: the stream is reset with `code` after so many bytes of its body. */
  | { readonly kind: 'broken'; readonly after: number; readonly code: number }
  /** Half-open: nothing comes after so many bytes of its body, and nobody says so. */
  | { readonly kind: 'stalled'; readonly after: number }
  /** Over HTTP/2: the server says GOAWAY with `code`, then sends events. */
  | { readonly kind: 'leaving'; readonly code: number }
  /** The client's wall clock is set by `date` milliseconds, and its machine sleeps for `slept` of them. */
  | { readonly kind: 'jump'; readonly date: number; readonly slept: number }

/** What the proxy does to one connection. Offsets count bytes of the response, its head included. */
export type Wire =
  | { readonly kind: 'whole' }
  /** Reset as the request comes. */
  | { readonly kind: 'refused' }
  /** Closed after so many bytes: an end without warning, in the middle of a chunk or of the headers. */
  | { readonly kind: 'closed'; readonly at: number }
  | { readonly kind: 'reset'; readonly at: number }
  /** Half-open: nothing comes any more, and nobody says so. */
  | { readonly kind: 'silent'; readonly at: number }
  /** So many bytes at a time, a turn of the event loop each. */
  | { readonly kind: 'dripping'; readonly size: number }
  /** Held back until there are so many bytes, or the end, or for `rest` milliseconds where connections have no end. */
  | { readonly kind: 'buffered'; readonly size: number; readonly rest?: number }

/** Pulled through an iterator, with so many turns of the event loop between two events; or pushed. */
export type ReaderKind = { readonly kind: 'listener' } | { readonly kind: 'iterator'; readonly pause: number }

/** How the stream is to end; `after` is the number of an event. */
export type Ending =
  | { readonly by: 'terminal' }
  | { readonly by: 'close' | 'abort'; readonly after: number }
  /** The server says 404 to those who have got that far. */
  | { readonly by: 'refusal'; readonly after: number }

export interface Schedule {
  readonly method: 'GET' | 'POST'
  /** How events are written: IDs, lines and line ends. The simple ones have nothing that a client is known to get wrong. */
  readonly dialect: 'plain' | 'unicode' | 'crlf' | 'simple' | 'simple unicode'
  /** Events are numbered from 1 to this. */
  readonly events: number
  /** How many of them exist before the first request. */
  readonly ready: number
  /** How a server says that it cannot continue. */
  readonly gapBy: 'status' | 'event'
  readonly readers: readonly ReaderKind[]
  readonly ending: Ending
  /** By request that reaches the origin; later ones are answered with events. */
  readonly answers: readonly Answer[]
  /** By connection; later ones are whole. */
  readonly wires: readonly Wire[]
  /** Seed of the client's jitter. */
  readonly chance: number
}

/** What every POST must bring. */
export const body = { topics: ['everything'] }

/** Whether the origin sends what readers have had already, so that the client needs `dedupe`. */
export function repeatsEvents({ answers }: Schedule): boolean {
  return answers.some(({ kind }) => kind === 'replayed' || kind === 'doubled')
}

/** One line that `parseSchedule` reads again. */
export function printSchedule(schedule: Schedule): string {
  return JSON.stringify(schedule)
}

/** A schedule of which all that is not said is without a fault. @throws SyntaxError when it is not JSON. */
export function parseSchedule(text: string): Schedule {
  return { ...calm, ...(JSON.parse(text) as Partial<Schedule>) }
}

/** Nothing happens. */
export const calm: Schedule = {
  method: 'GET',
  dialect: 'plain',
  events: 5,
  ready: 5,
  gapBy: 'status',
  readers: [{ kind: 'listener' }],
  ending: { by: 'terminal' },
  answers: [],
  wires: [],
  chance: 1,
}
