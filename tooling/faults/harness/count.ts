// What the client holds of its platform: requests, and ears on its caller's signal. Runs in pages too.

/** Counts requests that the client has neither given up nor read to the end: it aborts each signal when it is through. */
export function countHeld() {
  const signals: AbortSignal[] = []
  let most = 0
  const now = (): number => signals.filter(({ aborted }) => !aborted).length
  return {
    now,
    most: () => most,
    fetch(url: string, init: RequestInit): Promise<Response> {
      if (init.signal && !signals.includes(init.signal)) {
        signals.push(init.signal)
      }
      most = Math.max(most, now())
      return fetch(url, init)
    },
  }
}

/** Counts who listens to a signal: pages cannot be asked. */
export function countListeners(signal: AbortSignal): () => number {
  const listening = new Set<unknown>()
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  Object.assign(signal, {
    addEventListener(...given: Parameters<typeof add>) {
      listening.add(given[1])
      add(...given)
    },
    removeEventListener(...given: Parameters<typeof remove>) {
      listening.delete(given[1])
      remove(...given)
    },
  })
  return () => listening.size
}
