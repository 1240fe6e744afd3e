// The behaviours, played in this scope by one of three classes; a window plays them in its workers too.
import { EventSource as ponyfill } from 'eventsource'
import { EventSource as ours } from '@linefeed/eventsource'
import { behaviours, type Place, type SourceClass } from './behaviours.ts'

export interface Order {
  readonly who: 'native' | 'ours' | 'ponyfill'
  readonly home: string
  readonly abroad: string
}

/** What a behaviour gave: `'passed'`, or what it gave instead. */
export type Results = Record<string, string>

const classes: Record<Order['who'], SourceClass | undefined> = {
  native: globalThis.EventSource,
  ours,
  ponyfill,
}

/** Milliseconds; the slowest behaviour waits for two reconnection times. */
const patience = 8_000

/** Browsers allow six connections to an origin: four behaviours at a time leave room for what they ask. */
const atOnce = 4

async function playAll({ who, home, abroad }: Order): Promise<Results> {
  const Source = classes[who]
  if (!Source) {
    return {}
  }
  const results: Results = {}
  const waiting = Object.entries(behaviours)
  const playNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, { show, expected }] = next
      const given = await playOne(() => show({ Source, home, abroad } satisfies Place))
      results[name] = given === JSON.stringify(expected) ? 'passed' : given
    }
  }
  await Promise.all(Array.from({ length: atOnce }, playNext))
  return results
}

async function playOne(show: () => Promise<unknown>): Promise<string> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<string>((resolve) => (timer = setTimeout(() => resolve('nothing, for too long'), patience)))
  const played = Promise.resolve()
    .then(show)
    .then(
      (given) => JSON.stringify(given),
      (error: unknown) => `threw ${String(error)}`,
    )
  const given = await Promise.race([played, late])
  clearTimeout(timer)
  return given
}

export type Scope = 'window' | 'worker' | 'shared worker' | 'service worker'

async function playIn(scope: Scope, order: Order): Promise<Results> {
  if (scope === 'window') {
    return playAll(order)
  }
  const { port1, port2 } = new MessageChannel()
  const results = new Promise<Results>((resolve) => {
    port1.addEventListener('message', ({ data }: MessageEvent<Results>) => resolve(data))
    port1.start()
  })
  const target = await startWorker(scope)
  target.postMessage(order, [port2])
  return results
}

async function startWorker(scope: Scope): Promise<Worker | MessagePort | ServiceWorker> {
  if (scope === 'worker') {
    return new Worker('/suite.js')
  }
  if (scope === 'shared worker') {
    return new SharedWorker('/suite.js', { name: Math.random().toString() }).port
  }
  const registration = await navigator.serviceWorker.register('/suite.js')
  const ready = await navigator.serviceWorker.ready
  return registration.active ?? (ready.active as ServiceWorker)
}

declare global {
  interface Window {
    playIn: typeof playIn
  }
}

function hearOrders(target: EventTarget): void {
  target.addEventListener('message', (event) => {
    const { data, ports } = event as MessageEvent<Order>
    const working = playAll(data).then((results) => ports[0]?.postMessage(results))
    ;(event as Partial<{ waitUntil(work: Promise<unknown>): void }>).waitUntil?.(working)
  })
}

if (typeof document === 'undefined') {
  hearOrders(globalThis)
  globalThis.addEventListener('connect', (event) => {
    const [port] = (event as MessageEvent).ports
    if (port) {
      hearOrders(port)
      port.start()
    }
  })
} else {
  window.playIn = playIn
}
