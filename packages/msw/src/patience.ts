// Real time for the kit's own waits, whatever the test has faked: one turn of the event loop, and a bound on waiting.
// The timers are taken when this module loads, which is before any test fakes them.
// Knows timers; knows nothing of streams.
import { MockStreamError } from './errors.ts'

// Globals that some runtimes have and others lack.
declare const setImmediate: ((callback: () => void) => unknown) | undefined
declare const process: { versions?: { node?: string } } | undefined

const { setTimeout, clearTimeout, queueMicrotask } = globalThis
const immediately = typeof setImmediate === 'undefined' ? undefined : setImmediate

// Those of sinon, which vitest's and jest's are, have a clock, and wait until the test moves it.
const faked = Object.entries({ setTimeout, setImmediate: immediately, queueMicrotask }).find(
  ([, timer]) => timer !== undefined && 'clock' in timer,
)

/** @throws MockStreamError with code `fake-timers` when timers were faked before this module was loaded: no wait would end. */
export function checkTimers(): void {
  if (faked !== undefined) {
    throw new MockStreamError(
      'fake-timers',
      `Cannot mock a stream: the kit waits in real time, got a ${faked[0]} that was faked before. Load @linefeed/msw before timers are faked`,
    )
  }
}

/** Whether this is Node, where msw answers through a socket. happy-dom and jsdom do not change that. */
export const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined

/** Whether the test took `queueMicrotask` away, on which Node's `fetch` and msw rely. */
export function isMicrotaskFaked(): boolean {
  return globalThis.queueMicrotask !== queueMicrotask
}

/**
 * Resolves when every microtask, and in Node every socket, has had its turn: a reader that waits for bytes has handled them.
 */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (immediately !== undefined) {
      immediately(resolve)
    } else {
      // A jest DOM environment takes `setImmediate` away; browsers never had it.
      setTimeout(resolve, 0)
    }
  })
}

/** Real milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

/** `promise`, or after `ms` milliseconds a rejection that says what was waited for. `ms` of `Infinity` waits for ever. */
export function within<T>(promise: Promise<T>, ms: number, complaint: () => string): Promise<T> {
  if (ms === Infinity) {
    return promise
  }
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new MockStreamError('timeout', complaint())), ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
