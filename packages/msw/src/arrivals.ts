// Connections and held requests → the test that waits for them, or an error that lists what came instead.
// Knows their order and the ways they came; knows nothing of what is sent on them.
import type { MockConnection } from './connection.ts'
import type { Door } from './contract.ts'
import { MockStreamError } from './errors.ts'
import type { HeldRequest } from './held.ts'
import { isMicrotaskFaked } from './patience.ts'
import { createQueue, type Queue } from './queue.ts'

export interface Arrivals<Events extends object> {
  /** A request was made, whoever it is for: what a test that waits in vain wants to know. */
  note(request: Request): void
  connect(connection: MockConnection<Events>, door: Door): void
  hold(request: HeldRequest<Events>, door: Door): void
  /** @throws MockStreamError with code `timeout`, `fake-timers`, or `closed` after `clear`. */
  connection(): Promise<MockConnection<Events>>
  /** @throws MockStreamError with code `timeout`, `fake-timers`, or `closed` after `clear`. */
  held(): Promise<HeldRequest<Events>>
  /** Forgets everything, and turns away who waits. */
  clear(): void
}

/** `what` names the requests in messages; every wait may take `timeout` milliseconds. */
export function createArrivals<Events extends object>(what: string, timeout: number): Arrivals<Events> {
  const connections = createQueue<{ taken: MockConnection<Events>; door: Door }>()
  const holds = createQueue<{ taken: HeldRequest<Events>; door: Door }>()
  const inHand: HeldRequest<Events>[] = []
  // The last requests alone: a mock may live as long as its page.
  const seen: string[] = []

  async function take<T>(queue: Queue<{ taken: T; door: Door }>, complain: (got: string) => string): Promise<T> {
    const { taken, door } = await queue.take(
      timeout,
      () =>
        complain(`${timeout} ms, got ${seen.join(', ') || 'no request at all'}`) + (isMicrotaskFaked() ? faked : ''),
    )
    const obstacle = door.obstacle?.()
    if (obstacle !== undefined) {
      throw obstacle
    }
    return taken
  }

  return {
    note({ method, url }) {
      seen.push(`${method} ${url}`)
      seen.splice(0, seen.length - 20)
    },
    connect: (taken, door) => connections.push({ taken, door }),
    hold(taken, door) {
      inHand.push(taken)
      holds.push({ taken, door })
    },
    connection: () =>
      take(connections, (got) => {
        const held = inHand.filter(({ phase }) => phase === 'held').length
        const hint = held === 0 ? '' : `. Held and waiting: ${held}; take one with held(), then open() it`
        return `Cannot hand over a connection: no ${what} that was not already taken came within ${got}${hint}`
      }),
    held: () =>
      take(
        holds,
        (got) =>
          `Cannot hand over a held request: no ${what} was held within ${got}. Was holdNext() called before the client asked?`,
      ),
    clear() {
      seen.length = 0
      inHand.length = 0
      const reason = new MockStreamError('closed', `Cannot wait for ${what}: the mock goes on, got reset()`)
      connections.clear(reason)
      holds.clear(reason)
    },
  }
}

const faked =
  '. The test has faked queueMicrotask, on which requests may hang: take it out of the fake timers (toFake in vitest, doNotFake in jest)'
