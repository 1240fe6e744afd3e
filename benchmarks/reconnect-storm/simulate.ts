// Scenario and policy → figures: clients that lose their streams, wait, and arrive at the servers. The only loop.
// Knows nothing of how long to wait.
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import type { EventStreamError } from '../../packages/client/src/errors.ts'
import { createEventQueue, idLimit } from './event-queue.ts'
import { connectionLost, endedEmpty, requestFailed, timedOut, unavailable } from './failures.ts'
import { createCount, type Figures } from './figures.ts'
import type { Policy } from './policies.ts'
import { processes, type Scenario, type Step } from './scenarios.ts'
import { createServer } from './server.ts'
import { createSharedSchedule } from './shared-schedule.ts'
import { createTurns } from './turns.ts'

export interface Setting {
  readonly clients: number
  /** Accepts per second. */
  readonly capacity: number
  readonly seed: number
  /**
   * Milliseconds; a connection that is not accepted by then is given up, by the client or by what is between.
   * @defaultValue `10_000`, longer than the queue can be
   */
  readonly queueTimeout?: number
}

/** Milliseconds, as are all below: the simulation ends then, whoever is back. */
export const horizon = 30 * 60_000

/** One way between a client and the servers; each client has its own. */
const latencies = { from: 10, to: 150 }

/** A stream open for as long has had an event; one that ends before counts as empty. */
const firstEvent = 10_000

/** The accept queue, in seconds of full capacity. */
const queueSeconds = 2

/** A process holds twice its even share at most. */
const roomFactor = 2

/** What a client is doing, as the servers see it. */
const away = 0
const queued = 1
const leaving = 2
const open = 3
const doomed = 4

/** `onSecond` hears how far it got, in seconds of the simulation. */
export function simulate(
  scenario: Scenario,
  policy: Policy,
  setting: Setting,
  onSecond?: (second: number) => void,
): Figures {
  const { clients, capacity, seed, queueTimeout = 10_000 } = setting
  if (!(clients >= 1 && clients + scenario.steps.length <= idLimit && capacity > 0)) {
    throw new RangeError(
      `Cannot simulate clients: there must be 1 to two million of them and some capacity, got ${clients} and ${capacity}`,
    )
  }
  const generator = xoroshiro128plus(seed)
  const random = (): number => uniformFloat64(generator)
  const share = clients / processes
  const server = createServer({
    capacity,
    processes,
    queue: Math.ceil(capacity * queueSeconds),
    room: Math.ceil(share * roomFactor),
    refusalCost: scenario.refusalCost ?? 0,
  })
  const retry = { base: policy.base, cap: policy.cap, limit: Infinity }
  const schedule = createSharedSchedule({ clients, retry, retryPolicy: policy.retryPolicy, random })
  const turn = policy.isOmniscient ? createTurns(scenario.steps, capacity, processes) : undefined
  const { count, figures } = createCount(clients, horizon)
  const { steps } = scenario
  const events = createEventQueue(2 * clients + steps.length)
  /** Steps have the lower ids: who arrives in the very moment of a step meets what comes of it. */
  const expectAt = (client: number, at: number): number => events.push(steps.length + client, at)

  const doing = new Uint8Array(clients).fill(open)
  const latency = new Float64Array(clients).map(() => latencies.from + random() * (latencies.to - latencies.from))
  const heldBy = new Uint8Array(clients).map((_, client) => client % processes)
  /** When its next event is due: what the queue holds for another moment is void. */
  const due = new Float64Array(clients)
  const openedAt = new Float64Array(clients).fill(-horizon)
  const lostAt = new Float64Array(clients)
  let openNow = clients

  const refusal = scenario.unavailable ? unavailable(scenario.unavailable.retryAfter) : requestFailed
  const lateness = timedOut(queueTimeout)

  function plan(client: number, now: number, failure: EventStreamError | undefined): void {
    const way = latency[client] as number
    const heardAt = now + way
    const startAt = schedule.plan(client, heardAt, failure)
    const arrivesAt = turn ? turn(heardAt + way) : startAt + way
    schedule.onAttempt(client, arrivesAt - way)
    doing[client] = away
    due[client] = expectAt(client, arrivesAt)
  }

  function arrive(client: number, now: number): void {
    count.arrive(now, server.processesUp > 0)
    const answer = server.arrive(now)
    if (answer === 'refused') {
      count.refuse()
      plan(client, now, refusal)
    } else if (answer === 'unreachable') {
      count.miss()
      plan(client, now, requestFailed)
    } else {
      const isLate = answer > queueTimeout
      doing[client] = isLate ? leaving : queued
      due[client] = expectAt(client, now + (isLate ? queueTimeout : answer))
    }
  }

  function accept(client: number, now: number): void {
    heldBy[client] = server.accept()
    openedAt[client] = now
    schedule.onOpen(client, now + (latency[client] as number))
    if (policy.resetsOnOpen) {
      schedule.reset(client)
    }
    if (scenario.drops && now < scenario.drops.until) {
      doing[client] = doomed
      due[client] = expectAt(client, now + scenario.drops.after)
    } else {
      doing[client] = open
      openNow++
      count.accept(now, lostAt[client] as number)
    }
  }

  function giveUp(client: number, now: number): void {
    server.leave()
    count.timeOut()
    plan(client, now, lateness)
  }

  function drop(client: number, now: number): void {
    server.release(heldBy[client] as number)
    count.drop()
    plan(client, now, connectionLost)
  }

  function stop({ process, streams }: Extract<Step, { kind: 'stop' }>, now: number): void {
    server.stop(process, now)
    for (let client = 0; client < clients; client++) {
      if (doing[client] === open && heldBy[client] === process) {
        openNow--
        lostAt[client] = now
        count.lose(now)
        const isEmpty = now - (openedAt[client] as number) < firstEvent
        plan(client, now, streams === 'lost' ? connectionLost : isEmpty ? endedEmpty : undefined)
      } else if (server.processesUp === 0 && (doing[client] === queued || doing[client] === leaving)) {
        count.miss()
        plan(client, now, requestFailed)
      }
    }
  }

  function take(step: Step, now: number): void {
    if (step.kind === 'stop') {
      stop(step, now)
    } else if (step.kind === 'start') {
      server.start(step.process)
    } else {
      server.slowTo(step.share)
    }
  }

  function handle(client: number, now: number): void {
    if (due[client] !== now) {
      return
    }
    if (doing[client] === away) {
      arrive(client, now)
    } else if (doing[client] === queued) {
      accept(client, now)
    } else if (doing[client] === leaving) {
      giveUp(client, now)
    } else if (doing[client] === doomed) {
      drop(client, now)
    }
  }

  for (const [index, { at }] of steps.entries()) {
    events.push(index, at)
  }
  for (let client = 0; scenario.reconnectionTime !== undefined && client < clients; client++) {
    schedule.onReconnectionTime(client, scenario.reconnectionTime)
  }
  let stepsLeft = steps.length
  let second = 0
  let now = 0
  const isSettled = (): boolean => openNow === clients && stepsLeft === 0
  while (!isSettled()) {
    const id = events.pop()
    if (id === undefined || events.time >= horizon) {
      break
    }
    now = events.time
    const step = steps[id]
    if (step) {
      stepsLeft--
      take(step, now)
    } else {
      handle(id - steps.length, now)
    }
    for (; second < now / 1_000; second++) {
      onSecond?.(second)
    }
  }
  const stillAway = lostAt.filter((_, client) => doing[client] !== open)
  return figures(stillAway.length > 0 ? horizon : now, stillAway, server.fullest / share)
}
