// Steps → the tasks the standard queues: one after the other, with everything they left to do done in between.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model

/**
 * Runs steps in order, each in a turn of its own; what one throws is reported. The promise resolves when no step is left
 * before it.
 */
export interface Tasks {
  queue(step: () => void): Promise<void>
  settled(): Promise<void>
}

export function createTasks(): Tasks {
  let last = Promise.resolve()
  return {
    queue: (step) =>
      (last = last
        .then(nextTurn)
        .then(step)
        // Events go on, whatever a subclass or a DOM emulation throws: it is thrown again where nobody waits for it.
        .catch((thrown: unknown) =>
          queueMicrotask(() => {
            throw thrown
          }),
        )),
    settled: () => last,
  }
}

// Taken when this module loads: timers that a test fakes are not asked, and gone when it is over.
const { setImmediate, setTimeout, MessageChannel } = globalThis as Partial<typeof globalThis> &
  Pick<typeof globalThis, 'setTimeout'> & { setImmediate?: (callback: () => void) => void }
let channel: MessageChannel | undefined

/** Not by `setTimeout` where there is a choice: nested timers wait 4 ms, and a second in hidden pages. Jest's jsdom has none. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (setImmediate) {
      setImmediate(resolve)
    } else if (MessageChannel) {
      channel ??= new MessageChannel()
      channel.port1.addEventListener('message', () => resolve(), { once: true })
      channel.port1.start()
      channel.port2.postMessage(0)
    } else {
      setTimeout(resolve)
    }
  })
}
