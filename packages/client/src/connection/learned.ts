// A server's comments → how long a silence may last. For `idleTimeout`, where the heartbeat of the server is not known.
import type { Rhythm } from './liveness.ts'

/** Milliseconds; comments closer together greet, they do not beat. */
const shortestBeat = 1_000

/**
 * An `idleTimeout` that learns the rhythm of the server's heartbeat, which are its comments, and takes three missed beats
 * for a loss. Until it has heard two comments of a connection, and after a loss, it knows no limit.
 * @example
 * createEventStream('/events', { idleTimeout: learned() })
 */
export function learned(): () => Rhythm {
  return () => {
    let beats: number[] = []
    return {
      // The middle one: a beat that comes late makes the next one short.
      // oxlint-disable-next-line unicorn/no-array-sort -- it is a copy; `toSorted` is newer than the oldest runtime
      limit: () => 3 * ([...beats].sort((one, other) => one - other)[beats.length >> 1] ?? 0),
      onBeat(interval) {
        if (interval >= shortestBeat) {
          beats = [...beats.slice(-2), interval]
        }
      },
      onLoss() {
        beats = []
      },
    }
  }
}
