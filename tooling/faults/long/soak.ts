// `pnpm run faults:soak`: a million events through each kind of reader → counts and memory. Needs `--expose-gc`.
import { parseArgs } from 'node:util'
import { createEventStream } from '@linefeed/client'
import { createRegistry } from '@linefeed/client/store'
import { createProgress } from '../harness/progress.ts'
import { startServer } from './server.ts'

const { values } = parseArgs({ options: { events: { type: 'string', default: '1000000' } } })
const events = Number(values.events)

/** Reads to the end, and calls back with the ID of every event. */
type Reading = (url: string, onEvent: (id: string | undefined) => void) => Promise<void>

const until = 'done'

function iterator(pauseEvery: number): Reading {
  return async (url, onEvent) => {
    let count = 0
    for await (const { id } of createEventStream(url, { until })) {
      onEvent(id)
      if (++count % pauseEvery === 0) {
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    }
  }
}

const readings: Record<string, Reading> = {
  async listener(url, onEvent) {
    const stream = createEventStream(url, { until })
    stream.on(({ id }) => onEvent(id))
    await stream.done
  },
  iterator: iterator(Infinity),
  'iterator that rests 1 ms after 500 events': iterator(500),
  async 'readable stream'(url, onEvent) {
    const reader = createEventStream(url, { until }).toReadableStream().getReader()
    for (let result = await reader.read(); !result.done; result = await reader.read()) {
      onEvent(result.value.id)
    }
  },
  async store(url, onEvent) {
    const registry = createRegistry()
    const options = { url, until, initial: 0, reduce: (count: number) => count + 1 }
    const owner = {}
    const id = registry.identify(options, owner)
    await new Promise<void>((resolve) => {
      const whole = { ...options, onEvent: (event: { readonly id: string | undefined }) => onEvent(event.id) }
      registry.hold(
        { id, whose: undefined },
        owner,
        () => whole,
        () => {
          if (registry.getSnapshot(id)?.state.phase === 'closed') {
            resolve()
          }
        },
      )
    })
    if (registry.getSnapshot(id)?.data !== events + 1) {
      throw new Error(
        `Cannot trust store: its data must count ${events} events and the last, got ${String(registry.getSnapshot(id)?.data)}`,
      )
    }
    registry.dispose()
  },
}

const server = await startServer()
const progress = createProgress(events * Object.keys(readings).length)
const rows: Record<string, object> = {}
let done = 0
for (const [name, read] of Object.entries(readings)) {
  globalThis.gc?.()
  const heapBefore = process.memoryUsage().heapUsed
  const startedAt = performance.now()
  const cpuBefore = process.cpuUsage()
  let count = 0
  let wrong = 0
  let peak = 0
  await read(`${server.origin}/flood?count=${events}`, (id) => {
    if (id !== undefined && Number(id) !== ++count) {
      wrong++
    }
    if (count % 1_000 === 0) {
      peak = Math.max(peak, process.memoryUsage.rss())
      progress.show(done + count, name)
    }
  })
  done += events
  const cpu = process.cpuUsage(cpuBefore)
  globalThis.gc?.()
  rows[name] = {
    events: count,
    'out of order': wrong,
    seconds: Number(((performance.now() - startedAt) / 1_000).toFixed(1)),
    'µs CPU per event': Number(((cpu.user + cpu.system) / events).toFixed(2)),
    'peak RSS, MiB': Math.round(peak / 2 ** 20),
    'heap kept, KiB': Math.round((process.memoryUsage().heapUsed - heapBefore) / 1_024),
  }
}
progress.clear()
server.stop()
console.table(rows)
process.exitCode = Object.values(rows).every((row) => 'events' in row && row.events === events) ? 0 : 1
