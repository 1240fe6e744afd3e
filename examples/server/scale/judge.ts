// What one client was given ↔ what the log has for it: every event exactly once and in order, or how it was not. Pure.

/** An event's ID, or `'gap'` where the client was told that events are missing. */
export type Received = readonly string[]

export interface Verdict {
  /** Missing, and nobody said so. */
  readonly lost: number
  /** Missing where the client was told. */
  readonly toldLost: number
  readonly doubled: number
  /** After an event that comes later. */
  readonly disordered: number
  /** Not meant for this client, or not of the log. */
  readonly foreign: number
}

export function judge(received: Received, expected: readonly string[]): Verdict {
  const placeOf = new Map(expected.map((id, place) => [id, place]))
  const had = new Set<string>()
  const verdict = { lost: 0, toldLost: 0, doubled: 0, disordered: 0, foreign: 0 }
  let isTold = false
  let next = 0
  for (const id of received) {
    const place = placeOf.get(id)
    if (id === 'gap') {
      isTold = true
    } else if (place === undefined) {
      verdict.foreign += 1
    } else if (had.has(id)) {
      verdict.doubled += 1
    } else if (place < next) {
      verdict.disordered += 1
    } else {
      verdict[isTold ? 'toldLost' : 'lost'] += place - next
      isTold = false
      next = place + 1
    }
    had.add(id)
  }
  verdict.lost += expected.length - next
  return verdict
}
