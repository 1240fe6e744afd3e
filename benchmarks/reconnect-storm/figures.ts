// What happens to clients → the figures of a run. Counts; decides nothing.

export interface Figures {
  /** Most attempts that arrived within one second. */
  readonly peak: number
  /** The same, of those that came while a server was there to feel them. */
  readonly peakFelt: number
  /** The same, after the first five seconds. */
  readonly peakLater: number
  /** Milliseconds from losing a stream to having one again, of 99 % of all losses; `Infinity` when more never came back. */
  readonly back99: number
  /** The same of the unluckiest client; at least until the simulation's end for one that never came back. */
  readonly longest: number
  /** Clients without a stream at the simulation's end. */
  readonly away: number
  /** Attempts by all clients, and how they ended. */
  readonly attempts: number
  readonly accepted: number
  readonly refused: number
  readonly unreachable: number
  readonly timedOut: number
  /** Accepted, and dropped so soon that it was of no use. */
  readonly dropped: number
  /** Attempts still queued or on their way at the simulation's end. */
  readonly unanswered: number
  /** Streams that clients lost. */
  readonly losses: number
  /** Most open connections of one process, as a part of its even share. */
  readonly fullest: number
  /** Arrivals in each second. */
  readonly arrivals: readonly number[]
  /** The part of all clients that has a stream, at the end of each second. */
  readonly open: readonly number[]
}

export interface Count {
  arrive(now: number, isFelt: boolean): void
  refuse(): void
  miss(): void
  timeOut(): void
  drop(): void
  lose(now: number): void
  accept(now: number, lostAt: number): void
}

/** Milliseconds; how exactly times without a stream are told apart. */
const grain = 10

export function createCount(clients: number, horizon: number) {
  const seconds = Math.ceil(horizon / 1_000) + 1
  const arrivals = new Uint32Array(seconds)
  const felt = new Uint32Array(seconds)
  const changes = new Int32Array(seconds)
  const waits = new Uint32Array(Math.ceil(horizon / grain) + 1)
  const ends = { accepted: 0, refused: 0, unreachable: 0, timedOut: 0, dropped: 0 }
  let attempts = 0
  let losses = 0
  let longest = 0

  const count: Count = {
    arrive(now, isFelt) {
      attempts++
      add(arrivals, Math.floor(now / 1_000), 1)
      if (isFelt) {
        add(felt, Math.floor(now / 1_000), 1)
      }
    },
    refuse: () => void ends.refused++,
    miss: () => void ends.unreachable++,
    timeOut: () => void ends.timedOut++,
    drop: () => void ends.dropped++,
    lose(now) {
      losses++
      add(changes, Math.floor(now / 1_000), -1)
    },
    accept(now, lostAt) {
      ends.accepted++
      longest = Math.max(longest, now - lostAt)
      add(waits, Math.floor((now - lostAt) / grain), 1)
      add(changes, Math.floor(now / 1_000), 1)
    },
  }

  /** `stillAway`: since when each client without a stream is without. */
  function figures(until: number, stillAway: Float64Array, fullest: number): Figures {
    let held = clients
    const open = Array.from(changes).map((change) => (held += change) / clients)
    const last = Math.ceil(until / 1_000) + 1
    return {
      ...ends,
      attempts,
      losses,
      away: stillAway.length,
      unanswered: Object.values(ends).reduce((left, ended) => left - ended, attempts),
      peak: highest(arrivals),
      peakFelt: highest(felt),
      peakLater: highest(felt.subarray(5)),
      back99: quantile(waits, losses, 0.99),
      longest: stillAway.reduce((most, since) => Math.max(most, until - since), longest),
      fullest,
      arrivals: [...arrivals.subarray(0, last)],
      open: open.slice(0, last),
    }
  }
  return { count, figures }
}

function add(bins: Uint32Array | Int32Array, index: number, amount: number): void {
  bins[index] = (bins[index] as number) + amount
}

function highest(bins: Uint32Array): number {
  return bins.reduce((most, arrived) => Math.max(most, arrived), 0)
}

function quantile(bins: Uint32Array, total: number, part: number): number {
  let seen = 0
  const index = bins.findIndex((losses) => (seen += losses) >= total * part)
  return index < 0 ? Infinity : (index + 1) * grain
}
