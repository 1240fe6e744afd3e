// The moments at which a page shows something new.
import type { Clock } from './clock.ts'

/** Milliseconds after which a frame counts as missing: hidden pages have none. */
const longestFrame = 100

/** Calls back once, before the next paint or shortly after; the returned function prevents it. */
export function scheduleFrame(clock: Clock, callback: () => void): () => void {
  const { requestAnimationFrame, cancelAnimationFrame } = globalThis as Partial<typeof globalThis>
  if (!requestAnimationFrame || !cancelAnimationFrame) {
    return clock.schedule(0, callback)
  }
  const cancel = (): void => {
    cancelAnimationFrame(frame)
    cancelTimer()
  }
  const run = (): void => {
    cancel()
    callback()
  }
  const cancelTimer = clock.schedule(longestFrame, run)
  // Stand-ins in tests call back at once, before there is a number.
  let frame = 0
  frame = requestAnimationFrame(run)
  return cancel
}
