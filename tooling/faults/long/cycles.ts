// Streams opened and closed on one signal, in every way there is → handles, listeners and heap on the way.
import { getEventListeners, setMaxListeners } from 'node:events'
import { createEventStream, type EventStream } from '@linefeed/client'
import { quick } from '../harness/follow.ts'
import { calm, type Schedule } from '../harness/schedule.ts'
import { startStage } from '../harness/stage.ts'

export interface Sample {
  readonly cycles: number
  /** Connections that the proxy holds. */
  readonly sockets: number
  /** Timers of this process, the runner's own not counted. */
  readonly timers: number
  /** Listeners on the caller's signal. */
  readonly listeners: number
  /** Bytes in use, after a collection where there is `gc`. */
  readonly heap: number
}

type Way = (stream: EventStream, controller: AbortController) => Promise<void>

const firstEvent = (stream: EventStream): Promise<void> =>
  new Promise((resolve) => {
    stream.on(() => resolve())
  })

const ways: readonly Way[] = [
  async (stream) => {
    await firstEvent(stream)
    stream.close()
  },
  async (stream) => {
    for await (const _ of stream) {
      break
    }
  },
  async (stream) => {
    stream.open()
    stream.close()
  },
  async (stream, controller) => {
    await firstEvent(stream)
    controller.abort()
  },
  async (stream) => {
    const reader = stream.toReadableStream().getReader()
    await reader.read()
    await reader.cancel()
  },
]

/** A stream that neither ends nor stops: its last event is followed by nothing. */
const endless: Schedule = { ...calm, ending: { by: 'close', after: 5 } }

/** Takes `samples` samples on the way, and one before. */
export async function measureLeaks(
  cycles: number,
  samples: number,
  onCycle: (done: number) => void = () => {},
): Promise<Sample[]> {
  const stage = await startStage()
  const { url, traffic } = stage.play(endless)
  const lasting = new AbortController()
  setMaxListeners(0, lasting.signal)
  const taken: Sample[] = []
  const timersBefore = countTimers()
  const sample = async (done: number): Promise<void> => {
    await traffic.idle()
    await new Promise((resolve) => setImmediate(resolve))
    globalThis.gc?.()
    taken.push({
      cycles: done,
      sockets: traffic.open().length,
      timers: Math.max(0, countTimers() - timersBefore),
      listeners: getEventListeners(lasting.signal, 'abort').length,
      heap: process.memoryUsage().heapUsed,
    })
  }
  await sample(0)
  for (let cycle = 1; cycle <= cycles; cycle++) {
    const way = ways[cycle % ways.length]
    // Most share one signal, as those of an application do; one in five has its own, to abort it.
    const own = new AbortController()
    const signal = cycle % ways.length === 3 ? own.signal : lasting.signal
    const stream = createEventStream(url, { ...quick, idleTimeout: 10_000, connectTimeout: 10_000, signal })
    await way?.(stream, own)
    await stream.done
    onCycle(cycle)
    if (cycle % Math.ceil(cycles / samples) === 0) {
      await sample(cycle)
    }
  }
  await stage.close()
  return taken
}

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
}
