// `pnpm run faults:load`: many sessions in one process, idle, then cut off all at once → what they cost, and how they come back.
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createEventStream } from '@linefeed/client'
import { createProgress } from '../harness/progress.ts'
import { countBins, histogram, plotMoments } from './histogram.ts'
import { startServer } from './server.ts'

const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '60' },
    /** Milliseconds that the server stays down. */
    downtime: { type: 'string', default: '0' },
    svg: { type: 'boolean', default: false },
  },
})
const sessions = Number(values.sessions)
const seconds = Number(values.seconds)
const downtime = Number(values.downtime)
const bin = 100

const server = await startServer()
const progress = createProgress(sessions)
globalThis.gc?.()
const memoryBefore = process.memoryUsage()
let opened = 0
/** Milliseconds that each session chose to wait when it was cut off. */
const chosen: number[] = []
const streams = Array.from({ length: sessions }, (_, index) => {
  const stream = createEventStream(`${server.origin}/idle`, {
    idleTimeout: 45_000,
    onStateChange(state) {
      if (state.phase === 'waiting') {
        chosen[index] ??= state.delay
      }
    },
  })
  stream.on(() => progress.show(++opened, 'sessions open'))
  return stream
})
const isOpen = (): boolean => streams.every(({ state }) => state.phase === 'open')
const openedIn = await waitFor(isOpen, 60_000)
globalThis.gc?.()
const memory = process.memoryUsage()

const idle = createProgress(seconds)
const cpuBefore = process.cpuUsage()
for (let second = 1; second <= seconds; second++) {
  await sleep(1_000)
  idle.show(second, 'seconds idle')
}
const cpu = process.cpuUsage(cpuBefore)
idle.clear()

chosen.length = 0
server.break(downtime)
await sleep(bin)
const backIn = bin + (await waitFor(isOpen, 60_000))
const arrivals = await server.arrivals()
streams.forEach((stream) => stream.close())
server.stop()

// The first wait after a failure is a part of `base`, which is a second unless said otherwise.
// Who is to wait less than a millisecond does not wait.
const waits = streams.map((_, index) => chosen[index] ?? 0)
const fullest = Math.max(...countBins(waits, bin))
const isSpread = waits.every((delay) => delay <= 1_000) && fullest <= 2 * (sessions / 10)
console.log(`Waits that were chosen, by ${bin} ms:\n${histogram(waits, bin)}`)
console.log(`Requests that came, by ${bin} ms since the break:\n${histogram(arrivals, bin)}`)
console.table({
  sessions,
  'ms until all were open': Math.round(openedIn),
  'µs CPU per session and second, idle': Number(((cpu.user + cpu.system) / sessions / seconds).toFixed(1)),
  'KiB heap per session': Number(((memory.heapUsed - memoryBefore.heapUsed) / sessions / 1_024).toFixed(1)),
  'KiB RSS per session': Number(((memory.rss - memoryBefore.rss) / sessions / 1_024).toFixed(1)),
  'ms down': downtime,
  'longest first wait, ms': Math.round(Math.max(...waits)),
  [`most first waits within ${bin} ms`]: fullest,
  'requests after the break': arrivals.length,
  'ms until the last came': Math.round(Math.max(...arrivals)),
  'ms until all were open again': Math.round(backIn),
})
if (values.svg) {
  await writeFile(
    resolve(import.meta.dirname, '../waits.svg'),
    await plotMoments(`Waits that ${sessions} sessions chose when all were cut off in one moment`, waits, bin),
  )
}
process.exitCode = isSpread ? 0 : 1

function sleep(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds))
}

/** Milliseconds that it took. */
async function waitFor(condition: () => boolean, longest: number): Promise<number> {
  const startedAt = performance.now()
  while (!condition()) {
    if (performance.now() - startedAt > longest) {
      throw new Error(`Cannot wait for sessions: all must be open within ${longest} ms`)
    }
    await sleep(10)
  }
  return performance.now() - startedAt
}
