// What happens to the servers, and when. Knows no client and no policy.

/** Something that happens to the servers, milliseconds after the start. */
export type Step =
  | { readonly at: number; readonly kind: 'stop'; readonly process: number; readonly streams: 'ended' | 'lost' }
  | { readonly at: number; readonly kind: 'start'; readonly process: number }
  | { readonly at: number; readonly kind: 'slow'; readonly share: number }

export interface Scenario {
  readonly name: string
  readonly title: string
  readonly steps: readonly Step[]
  /** What refusing takes of the server, as a part of accepting; without it a proxy refuses. */
  readonly refusalCost?: number
  /** Refusals are a 503, with this many milliseconds in `Retry-After`, if any; without it there is no answer. */
  readonly unavailable?: { readonly retryAfter: number | undefined }
  /** The `retry:` that servers sent with their streams, in milliseconds. */
  readonly reconnectionTime?: number
  /** Streams accepted before `until` drop `after` so many milliseconds. */
  readonly drops?: { readonly after: number; readonly until: number }
}

export const processes = 10

const second = 1_000
const all = Array.from({ length: processes }, (_, process) => process)

function outage(from: number, to: number): Step[] {
  return [
    ...all.map((process): Step => ({ at: from, kind: 'stop', process, streams: 'lost' })),
    ...all.map((process): Step => ({ at: to, kind: 'start', process })),
  ]
}

/** Each process in turn lets its streams end, and is back 10 s later; the next one follows after 30 s. */
const deploy = all.flatMap((process): Step[] => [
  { at: process * 30 * second, kind: 'stop', process, streams: 'ended' },
  { at: (process * 30 + 10) * second, kind: 'start', process },
])

/** All streams are lost and the servers are there, but busy with filling their caches for a minute. */
const overload: Step[] = [
  { at: 0, kind: 'slow', share: 0.5 },
  ...outage(0, 0),
  { at: 60 * second, kind: 'slow', share: 1 },
]

export const scenarios: readonly Scenario[] = [
  { name: 'crash', title: 'crash: all servers gone for 5 s', steps: outage(0, 5 * second) },
  { name: 'outage', title: 'outage: nothing reachable for 30 s', steps: outage(0, 30 * second) },
  { name: 'deploy', title: 'rolling deploy: one of 10 processes every 30 s', steps: deploy },
  {
    name: 'deploy-retry',
    title: 'the same deploy, after the streams said "retry: 20000"',
    steps: deploy,
    reconnectionTime: 20 * second,
  },
  {
    name: 'overload',
    title: 'overload: half capacity for a minute, 503 without Retry-After',
    steps: overload,
    refusalCost: 0.1,
    unavailable: { retryAfter: undefined },
  },
  {
    name: 'overload-retry-after',
    title: 'the same overload, 503 with Retry-After: 10',
    steps: overload,
    refusalCost: 0.1,
    unavailable: { retryAfter: 10 * second },
  },
  {
    name: 'proxy-retry-after',
    title: 'the same, but a proxy says the 503 with Retry-After: 10',
    steps: overload,
    unavailable: { retryAfter: 10 * second },
  },
  {
    name: 'broken',
    title: 'broken release: for a minute, streams open and drop after 0.5 s',
    steps: outage(0, 0),
    drops: { after: 500, until: 60 * second },
  },
]
