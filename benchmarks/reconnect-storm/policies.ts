// Ways to choose when to try again: the client's own with its defaults, what others do, and what the defaults could be or were.
import { askedDelay, backoff, type RetryPolicy } from '../../packages/client/src/session/retry-policy.ts'

export interface Policy {
  readonly name: string
  /** Milliseconds. */
  readonly base: number
  readonly cap: number
  /** In place of the client's built-in policy; without it, that one decides. */
  readonly retryPolicy?: (random: () => number) => RetryPolicy
  /** Forgets failures when a response opens, rather than after a healthy stretch. */
  readonly resetsOnOpen?: boolean
  /** Knows when there will be capacity, and takes turns with all others. */
  readonly isOmniscient?: boolean
}

/** As in packages/client/src/check-options.ts. */
const defaults = { base: 1_000, cap: 30_000 }

export const linefeed: Policy = { name: 'Linefeed', ...defaults }

export const ideal: Policy = { name: 'ideal', ...defaults, isOmniscient: true }

/** The table's columns beside ours. Fixed times obey a `retry:`, as their models do; only the exponential ones obey `Retry-After`. */
export const peers: readonly Policy[] = [
  { name: 'fixed 1 s', base: 1_000, cap: 30_000, retryPolicy: fixed },
  { name: 'fixed 3 s', base: 3_000, cap: 30_000, retryPolicy: fixed },
  { name: 'exponential, no jitter', ...defaults, retryPolicy: exponential(() => 1) },
  { name: 'exponential, equal jitter', ...defaults, retryPolicy: exponential((random) => (1 + random()) / 2) },
]

/** Other answers to the questions that our defaults answer, one change each; two of them were ours once. */
export const candidates: readonly Policy[] = [
  { name: 'base 0.5 s', base: 500, cap: 30_000 },
  { name: 'base 3 s', base: 3_000, cap: 30_000 },
  { name: 'cap 15 s', base: 1_000, cap: 15_000 },
  { name: 'cap 60 s', base: 1_000, cap: 60_000 },
  { name: 'clean end waits 0.5 to 1 times', ...defaults, retryPolicy: formerEnds },
  { name: 'Retry-After, then the backoff', ...defaults, retryPolicy: formerAsked },
  { name: 'count resets on a 200', ...defaults, resetsOnOpen: true },
]

function fixed(): RetryPolicy {
  return ({ reconnectionTime }) => reconnectionTime
}

function exponential(jitter: (random: () => number) => number): (random: () => number) => RetryPolicy {
  return (random) =>
    ({ failure, failures, reconnectionTime }) => {
      const longest = backoff(Math.max(failures, 1), reconnectionTime, { ...defaults, limit: Infinity })
      return Math.max(askedDelay(failure), longest * jitter(random))
    }
}

/** As the client did before: over half of the time that was asked for, three quarters of it on the average. */
function formerEnds(random: () => number): RetryPolicy {
  return ({ failure, reconnectionTime, delay }) =>
    failure === undefined ? (reconnectionTime * (1 + random())) / 2 : delay
}

/** As the client did before: what was asked, and then a backoff that knows nothing of it. */
function formerAsked(random: () => number): RetryPolicy {
  return ({ failure, failures, reconnectionTime, delay }) => {
    const asked = askedDelay(failure)
    const longest = backoff(Math.max(failures, 1), reconnectionTime, { ...defaults, limit: Infinity })
    return asked > 0 ? asked + random() * longest : delay
  }
}
