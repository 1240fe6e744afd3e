// The body of one response, which ends where its answer says that it does, and in that way.
import type { Response } from './origin.ts'
import type { Answer } from './schedule.ts'

export interface Writer {
  write(bytes: string | Buffer): void
  end(): void
  isOver(): boolean
}

/** Ends the response where `step` says that it ends. */
export function createWriter(response: Response, step: Answer): Writer {
  let left = 'after' in step ? step.after : Infinity
  let isEnded = false
  const end = (): void => {
    if (!isEnded) {
      isEnded = true
      response.end()
    }
  }
  const breakOff = (): void => {
    if (step.kind === 'broken') {
      isEnded = true
      response.stream?.close(step.code)
      // Node 26 would look for trailers of a stream that is gone, and abort.
      response.stream?.destroy()
    } else if (step.kind === 'stalled') {
      isEnded = true
    } else {
      end()
    }
  }
  response.flushHeaders()
  return {
    write(text) {
      const bytes = Buffer.from(text as string)
      if (!isEnded) {
        response.write(bytes.subarray(0, left))
        left -= bytes.length
        if (left <= 0) {
          breakOff()
        }
      }
    },
    end,
    isOver: () => isEnded || response.destroyed,
  }
}
