// Random schedules, from fast-check, which also makes failing ones smaller. Knows which faults go together; plays none.
import * as fc from 'fast-check'
import type { Answer, Ending, ReaderKind, Schedule, Wire } from './schedule.ts'

/** Within heads and small bodies as well as anywhere in large ones. */
const offset = fc.oneof(fc.nat(260), fc.nat(700), fc.nat(6_000))

/** The first kilobytes of a connection over TLS are its handshake. */
const offsetOverTls = fc.oneof(offset, fc.integer({ min: 1_200, max: 2_600 }))

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

/** As HTTP/2 ends or parts from streams on a connection that stays. */
const answerOverHttp2: fc.Arbitrary<Answer> = fc.oneof(
  { weight: 3, arbitrary: answer },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.record({ kind: fc.constant('broken'), after: offset, code: fc.constantFrom(0, 1, 2, 7, 8, 11) }),
      fc.record({ kind: fc.constant('stalled'), after: offset }),
      fc.record({ kind: fc.constant('leaving'), code: fc.constantFrom(0, 2, 11) }),
    ),
  },
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
export const anySchedule: fc.Arbitrary<Schedule> = schedulesOf(answer, wireOf(offset))

/**
 * Without silence of whole connections: one of HTTP/2 outlasts its requests, and platforms send the next one into the
 * same silence. No client above `fetch` can make it open another.
 */
export const schedulesOverHttp2: fc.Arbitrary<Schedule> = schedulesOf(answerOverHttp2, wireOf(offsetOverTls, 2)).map(
  withoutSilence,
)

function schedulesOf(one: fc.Arbitrary<Answer>, wire: fc.Arbitrary<Wire>): fc.Arbitrary<Schedule> {
  return fc
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
      answers: answersOf(one),
      wires: fc.array(wire, { maxLength: 5 }),
      chance: fc.nat(),
    })
    .map(withinItsEvents)
}

function wireOf(at: fc.Arbitrary<number>, rest?: number): fc.Arbitrary<Wire> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant<Wire>({ kind: 'whole' }) },
    { weight: 1, arbitrary: fc.constant<Wire>({ kind: 'refused' }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('closed'), at }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('reset'), at }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('silent'), at }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('dripping'), size: fc.integer({ min: 1, max: 9 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('buffered'), size: offset, ...(rest && { rest: fc.constant(rest) }) }),
    },
  )
}

/** Left to chance, hardly a reader would be behind what was trimmed, and none just after a replay. */
function answersOf(one: fc.Arbitrary<Answer>): fc.Arbitrary<Answer[]> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.array(one, { maxLength: 5 }) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          fc.record({ kind: fc.constant('ended'), after: fc.integer({ min: 60, max: 300 }) }),
          fc.array(replayed, { maxLength: 1 }),
          fc.record({ kind: fc.constant('trimmed'), kept: fc.integer({ min: 1, max: 2 }) }),
          fc.array(one, { maxLength: 4 }),
        )
        .map(startWith),
    },
  )
}

function withoutSilence(schedule: Schedule): Schedule {
  return { ...schedule, wires: schedule.wires.filter(({ kind }) => kind !== 'silent') }
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
