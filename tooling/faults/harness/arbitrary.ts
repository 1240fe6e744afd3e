// Random schedules, from fast-check, which also makes failing ones smaller. Knows which faults go together; plays none.
import * as fc from 'fast-check'
import type { Answer, Ending, ReaderKind, Schedule, Wire } from './schedule.ts'

/** Within heads and small bodies as well as anywhere in large ones. */
const offset = fc.oneof(fc.nat(260), fc.nat(700), fc.nat(6_000))

const replayed: fc.Arbitrary<Answer> = fc.record({ kind: fc.constant('replayed'), extra: fc.nat(5) })

const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.constant<Answer>({ kind: 'events' }),
  fc.record({ kind: fc.constant('ended'), after: offset }),
  fc.record({ kind: fc.constant('status'), status: fc.constantFrom(500, 502, 503, 504, 429, 408) }),
  fc.record({ kind: fc.constant('redirect'), status: fc.constantFrom(307, 308) }),
  replayed,
  fc.constant<Answer>({ kind: 'doubled' }),
  fc.record({ kind: fc.constant('trimmed'), kept: fc.integer({ min: 1, max: 3 }) }),
  fc.constant<Answer>({ kind: 'expired' }),
  fc.record({ kind: fc.constant('restart'), downtime: fc.nat(4) }),
  fc.record({
    kind: fc.constant('jump'),
    date: fc.integer({ min: -86_400_000, max: 86_400_000 }),
    slept: fc.oneof(fc.constant(0), fc.nat(3_600_000)),
  }),
)

/** Left to chance, hardly a reader would be behind what was trimmed, and none just after a replay. */
const answers: fc.Arbitrary<Answer[]> = fc.oneof(
  { weight: 3, arbitrary: fc.array(answer, { maxLength: 5 }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.record({ kind: fc.constant('ended'), after: fc.integer({ min: 60, max: 300 }) }),
        fc.array(replayed, { maxLength: 1 }),
        fc.record({ kind: fc.constant('trimmed'), kept: fc.integer({ min: 1, max: 2 }) }),
        fc.array(answer, { maxLength: 4 }),
      )
      .map(startWith),
  },
)

const wire: fc.Arbitrary<Wire> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Wire>({ kind: 'whole' }) },
  { weight: 1, arbitrary: fc.constant<Wire>({ kind: 'refused' }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('closed'), at: offset }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('reset'), at: offset }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('silent'), at: offset }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('dripping'), size: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('buffered'), size: offset }) },
)

const reader: fc.Arbitrary<ReaderKind> = fc.oneof(
  fc.constant<ReaderKind>({ kind: 'listener' }),
  fc.record({ kind: fc.constant('iterator'), pause: fc.nat(2) }),
)

const ending: fc.Arbitrary<Ending> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Ending>({ by: 'terminal' }) },
  {
    weight: 1,
    arbitrary: fc.record({ by: fc.constantFrom('close', 'abort'), after: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 1, arbitrary: fc.record({ by: fc.constant('refusal'), after: fc.integer({ min: 1, max: 40 }) }) },
)

/** Any schedule that the client must survive. */
export const anySchedule: fc.Arbitrary<Schedule> = fc
  .record({
    method: fc.constantFrom('GET', 'POST'),
    dialect: fc.constantFrom('plain', 'unicode', 'crlf'),
    events: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 1, max: 12 }) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 150 }) },
    ),
    ready: fc.nat(150),
    gapBy: fc.constantFrom('status', 'event'),
    readers: fc.array(reader, { minLength: 1, maxLength: 3 }),
    ending,
    answers,
    wires: fc.array(wire, { maxLength: 5 }),
    chance: fc.nat(),
  })
  .map(withinItsEvents)

/**
 * Without silence: a connection of HTTP/2 outlasts its requests, and Node sends the next one into the same silence.
 * No client above `fetch` can make it open another.
 */
export const schedulesOverHttp2: fc.Arbitrary<Schedule> = anySchedule.map(withoutSilence)

function withoutSilence(schedule: Schedule): Schedule {
  return { ...schedule, wires: schedule.wires.filter(({ kind }) => kind !== 'silent' && kind !== 'buffered') }
}

function startWith([ended, replay, trimmed, others]: [Answer, Answer[], Answer, Answer[]]): Answer[] {
  return [ended, ...replay, trimmed, ...others]
}

function withinItsEvents(schedule: Schedule): Schedule {
  const { events, ready, ending: wished } = schedule
  return {
    ...schedule,
    ready: Math.min(ready, events),
    ending: wished.by === 'terminal' ? wished : { ...wished, after: Math.min(wished.after, events) },
  }
}
