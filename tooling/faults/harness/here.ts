// The client in this process, on its `fetch`.
import { follow, quick } from './follow.ts'
import { createJumpingClock } from './jumping-clock.ts'
import type { Client } from './stage.ts'

export async function clientHere(): Promise<Client> {
  const turn = (callback: () => void): void => void setImmediate(callback)
  let clock = createJumpingClock(turn)
  return {
    retry: quick.retry,
    follow(task, services) {
      clock = createJumpingClock(turn)
      return follow(task, { ...services, clock, turn, options: {} })
    },
    jump: (date, slept) => clock.jump(date, slept),
    close: async () => {},
  }
}
