// The numbers of the events that arrived → how many were received, lost and duplicated. The page's proof; knows no DOM.

export interface Counts {
  /** Different events. */
  readonly received: number
  /** Numbers between the first and the highest that have not arrived. */
  readonly lost: number
  /** Arrivals of an event that was there already. */
  readonly duplicated: number
}

export interface Ledger {
  /** Books the arrival of event `seq`; `false` when it had arrived before. */
  book(seq: number): boolean
  readonly counts: Counts
}

/** For one user's events, numbered without holes. Counting starts at the first number that arrives. */
export function createLedger(): Ledger {
  const seen = new Set<number>()
  let first = Infinity
  let highest = -Infinity
  let duplicated = 0
  return {
    book(seq) {
      if (seen.has(seq)) {
        duplicated += 1
        return false
      }
      seen.add(seq)
      first = Math.min(first, seq)
      highest = Math.max(highest, seq)
      return true
    },
    get counts() {
      const expected = seen.size === 0 ? 0 : highest - first + 1
      return { received: seen.size, lost: expected - seen.size, duplicated }
    },
  }
}
