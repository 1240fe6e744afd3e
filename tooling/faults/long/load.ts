// `pnpm run faults:load`: many sessions in one process, idle, then cut off all at once → what they cost, and how they come back.
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createEventStream } from '@linefeed/client'
import { createProgress } from '../harness/progress.ts'
import { histogram, plotArrivals } from './histogram.ts'
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
const streams = Array.from({ length: sessions }, () => {
  const stream = createEventStream(`${server.origin}/idle`, { idleTimeout: 45_000 })
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

server.break(downtime)
await sleep(bin)
const backIn = bin + (await waitFor(isOpen, 60_000))
const arrivals = await server.arrivals()
streams.forEach((stream) => stream.close())
server.stop()

console.log(histogram(arrivals, bin))
console.table({
  sessions,
  'seconds until all were open': openedIn / 1_000,
  'µs CPU per session and second, idle': Number(((cpu.user + cpu.system) / sessions / seconds).toFixed(1)),
  'KiB heap per session': Number(((memory.heapUsed - memoryBefore.heapUsed) / sessions / 1_024).toFixed(1)),
  'KiB RSS per session': Number(((memory.rss - memoryBefore.rss) / sessions / 1_024).toFixed(1)),
  'ms down': downtime,
  'requests after the break': arrivals.length,
  'ms until the last came': Math.round(Math.max(...arrivals)),
  'ms until all were open again': Math.round(backIn),
})
if (values.svg) {
  await writeFile(resolve(import.meta.dirname, '../arrivals.svg'), await plotArrivals(arrivals, bin))
}

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
