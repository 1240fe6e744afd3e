// Runs in a page: follows one task after the other, and asks the other side by functions that the page was given.
import { follow, type Account, type Services, type Task } from '../harness/follow.ts'
import { createJumpingClock, type JumpingClock } from '../harness/jumping-clock.ts'

declare global {
  /** What Node answers. */
  var askForToken: Services['token']
  var askForQuiet: Services['quiet']
}

let clock: JumpingClock | undefined

/** Another turn of the event loop: timers would be clamped to four milliseconds. */
function turn(callback: () => void): void {
  const { port1, port2 } = new MessageChannel()
  port1.addEventListener(
    'message',
    () => {
      port1.close()
      callback()
    },
    { once: true },
  )
  port1.start()
  port2.postMessage(undefined)
}

export const client = {
  follow(task: Task): Promise<Account> {
    clock = createJumpingClock(turn)
    return follow(task, {
      token: askForToken,
      quiet: askForQuiet,
      clock,
      turn,
      // Pages are not shown where a redirect leads, so callers have to say that it may be followed.
      options: { redirect: 'follow' },
    })
  },
  jump: ({ date, slept }: { date: number; slept: number }): void => clock?.jump(date, slept),
}

Object.assign(globalThis, { client })
