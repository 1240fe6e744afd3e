// Kinds of faults → schedules that every contender is given alike. Each begins with a whole response that asks for quick retries.
import * as fc from 'fast-check'
import { calm, type Answer, type Schedule, type Wire } from '../harness/schedule.ts'
import { encodeGreeting } from '../harness/log.ts'
import { reconnectionTime } from '../harness/round.ts'

export interface Trial {
  readonly name: string
  /** What the fault is, and who may be expected to survive it. */
  readonly meaning: string
  readonly schedules: readonly Schedule[]
}

const offset = fc.oneof(fc.nat(300), fc.nat(900))
const wiresOf = (wire: fc.Arbitrary<Wire>, others: Partial<Schedule> = {}): fc.Arbitrary<Partial<Schedule>> =>
  fc.array(wire, { minLength: 1, maxLength: 4 }).map((wires) => Object.assign({ wires }, others))
const answersOf = (answer: fc.Arbitrary<Answer>): fc.Arbitrary<Partial<Schedule>> =>
  fc.record({ answers: fc.array(answer, { minLength: 1, maxLength: 4 }) })

const reset = fc.record({ kind: fc.constant('reset' as const), at: offset })
const status = fc.record({ kind: fc.constant('status' as const), status: fc.constantFrom(500, 502, 503, 504) })

const kinds: [name: string, meaning: string, faults: fc.Arbitrary<Partial<Schedule>>][] = [
  ['reset', 'the connection is reset at any byte of head or body', wiresOf(reset)],
  ['closed', 'the connection is closed at any byte', wiresOf(fc.record({ kind: fc.constant('closed'), at: offset }))],
  [
    'ended',
    'the response ends at any byte as if it were complete: a proxy between has closed it properly',
    answersOf(fc.record({ kind: fc.constant('ended'), after: offset })),
  ],
  ['refused', 'the connection is reset as the request comes', wiresOf(fc.constant({ kind: 'refused' }))],
  [
    'restart',
    'the server goes down, and is back in 4 ms',
    answersOf(fc.record({ kind: fc.constant('restart'), downtime: fc.nat(4) })),
  ],
  ['5xx', 'up to four answers of 500 to 504; the standard stops there, and so does `eventsource`', answersOf(status)],
  [
    'redirect',
    '307 and 308 within the origin',
    answersOf(fc.record({ kind: fc.constant('redirect'), status: fc.constantFrom(307, 308) })),
  ],
  [
    'dripping, then reset',
    'one to nine bytes at a time, and then a reset',
    fc
      .tuple(fc.integer({ min: 1, max: 9 }), reset)
      .map(([size, then]) => ({ wires: [{ kind: 'dripping', size }, then] })),
  ],
  [
    'buffered, then reset',
    'a proxy holds back what is short, and then a reset',
    fc.tuple(offset, reset).map(([size, then]) => ({ wires: [{ kind: 'buffered', size }, then] })),
  ],
  [
    'POST, reset',
    'the same request with a body, which the application allows to be repeated; `eventsource` has no POST',
    wiresOf(reset, { method: 'POST' }),
  ],
  [
    'IDs beyond ASCII, reset',
    'IDs such as `ключ`, which the standard allows, sent as UTF-8',
    wiresOf(reset, { dialect: 'simple unicode' }),
  ],
  [
    '401, reset',
    'the token expires; all ask the same source for another one after a 401. Few promise it',
    fc.tuple(fc.array(reset, { maxLength: 2 })).map(([wires]) => ({ wires, answers: [{ kind: 'expired' }] })),
  ],
  [
    'silence',
    'half-open: nothing comes any more. Needs a timeout, which only two have: an option here, a recipe in event-source-plus',
    wiresOf(fc.record({ kind: fc.constant('silent'), at: offset })),
  ],
]

const greeted: Answer = { kind: 'ended', after: encodeGreeting(reconnectionTime).length }

/** `count` schedules of each kind, the same for the same seed. */
export function createTrials(seed: number, count: number): Trial[] {
  return kinds.map(([name, meaning, faults]) => ({
    name,
    meaning,
    schedules: fc.sample(fc.tuple(faults, fc.integer({ min: 4, max: 20 })), { seed, numRuns: count }).map(toSchedule),
  }))
}

function toSchedule([{ answers = [], wires = [], ...others }, events]: [Partial<Schedule>, number]): Schedule {
  return {
    ...calm,
    dialect: 'simple',
    ...others,
    events,
    ready: events,
    answers: [greeted, ...answers],
    wires: [{ kind: 'whole' }, ...wires],
  }
}

/** Servers that never give an event: how often is each asked within a second, with the client's defaults? */
export const storms: readonly { readonly name: string; readonly schedule: Schedule }[] = [
  { name: 'each answer is a 503', answer: { kind: 'status', status: 503 } satisfies Answer },
  { name: 'each response ends at once', answer: { kind: 'ended', after: 0 } satisfies Answer },
  { name: 'each says `retry: 2` and ends', answer: greeted },
].map(({ name, answer }) => ({ name, schedule: { ...calm, answers: Array.from({ length: 20_000 }, () => answer) } }))
