// Errors that must not stop a stream → the caller's `onError`, or the platform's way to show what nobody handled.
import { EventStreamError, textOf } from './errors.ts'

/** Where errors go, and how to call the caller's functions without being hurt by them. */
export interface Reporter {
  report(error: EventStreamError): void
  /** Reports what one of the caller's functions threw. */
  blame(name: string, cause: unknown): void
}

export function createReporter(onError: (error: EventStreamError) => void = reportUnhandled): Reporter {
  function report(error: EventStreamError): void {
    try {
      onError(error)
    } catch (thrown) {
      rethrow(thrown)
    }
  }
  return {
    report,
    blame(name, cause) {
      report(
        new EventStreamError(
          'callback-failed',
          `Cannot call ${name}: it must not throw, got ${textOf(cause)}`,
          {},
          { cause },
        ),
      )
    },
  }
}

/** The caller's function, made safe to call: what it throws is reported, and `instead` answers, or nobody. */
export function guard<Arguments extends unknown[], Result>(
  reporter: Reporter,
  name: string,
  callback: ((...args: Arguments) => Result) | undefined,
  instead?: (...args: Arguments) => Result,
): (...args: Arguments) => Result | undefined {
  return (...args) => {
    try {
      return callback?.(...args)
    } catch (cause) {
      reporter.blame(name, cause)
      return instead?.(...args)
    }
  }
}

/** Only mistakes of the caller's are shown: failures of the network are in the stream's state. */
export function reportUnhandled(error: EventStreamError): void {
  if (error.code === 'callback-failed') {
    rethrow(error.cause)
  } else if (error.code === 'invalid-data') {
    rethrow(error)
  }
}

/** @see https://html.spec.whatwg.org/multipage/webappapis.html#dom-reporterror, which some runtimes lack */
function rethrow(thrown: unknown): void {
  if (typeof reportError === 'function') {
    reportError(thrown)
  } else {
    queueMicrotask(() => {
      throw thrown
    })
  }
}
