// One contender in its own process: asked for a workload, it reads it once and tells what that took. A process each, because
// engines compile a parser for all who use it: in one process, each contender would make the others slower.
import { clients, limits } from './contenders.ts'
import { workloads, type Workload } from './workloads.ts'

/** One reading of one workload. */
export interface Sample {
  events: number
  /** Sum of the lengths of all text: contenders that disagree are not compared. */
  length: number
  /** Microseconds. */
  wall: number
  /** Microseconds of this process, all threads. */
  cpu: number
  /** Microseconds from the server's write to the handler's call. */
  latencies: number[]
}

const contender = [...limits, ...clients].find(({ name }) => name === process.argv[2])

async function sampleOf(url: string, workload: Workload): Promise<Sample> {
  let events = 0
  let length = 0
  const latencies: number[] = []
  const done = workload.isJson ? (JSON.parse(workload.terminal) as unknown) : workload.terminal
  const isPaced = workload.interval > 0

  function see(data: unknown): boolean {
    if (data === done) {
      return true
    }
    events++
    if (isPaced) {
      latencies.push(Number(process.hrtime.bigint() - BigInt(data as string)) / 1000)
    } else {
      length += typeof data === 'string' ? data.length : contentOf(data).length
    }
    return false
  }

  const cpu = process.cpuUsage()
  const start = performance.now()
  await contender?.read({ url, workload, see })
  const wall = (performance.now() - start) * 1000
  const { user, system } = process.cpuUsage(cpu)
  return { events, length, wall, cpu: user + system, latencies }
}

function contentOf(data: unknown): string {
  return (data as { choices: [{ delta: { content: string } }] }).choices[0].delta.content
}

process.on('disconnect', () => process.exit())
process.on('message', ({ origin, index }: { origin: string; index: number }) => {
  const workload = workloads[index]
  if (workload) {
    void sampleOf(`${origin}/${index}`, workload).then((sample) => process.send?.(sample))
  }
})
