// Contenders × one workload → medians of time, CPU and latency, measured in turns so that the machine's moods hit all alike.
import { median } from '../parser/measure.ts'
import type { Contender } from './contenders.ts'
import type { Workload } from './workloads.ts'

/** Medians over the rounds. Microseconds of this process: the server has its own. */
export interface Measurement {
  contender: string
  kind: Contender['kind']
  eventsPerSecond: number
  cpuPerEvent: number
  /** From the server's write to the handler's call, one event at a time; `undefined` for bursts. */
  latency: { median: number; p99: number } | undefined
}

interface Sample {
  events: number
  /** Sum of the lengths of all text: contenders that disagree are not compared. */
  length: number
  wall: number
  cpu: number
  latencies: number[]
}

const warmUp = 2

/**
 * Runs each contender once per round, in an order that turns.
 * @throws Error when a contender did not see every event once: its time would not be comparable.
 */
export async function measure(
  url: string,
  workload: Workload,
  contenders: Contender[],
  rounds: number,
): Promise<Measurement[]> {
  const samples = contenders.map((): Sample[] => [])
  for (let round = -warmUp; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const index = (round + warmUp + turn) % contenders.length
      const contender = contenders[index]
      if (contender) {
        // oxlint-disable-next-line no-await-in-loop -- only one may run at a time
        const sample = await sampleOf(url, workload, contender)
        if (round >= 0) {
          samples[index]?.push(sample)
        }
      }
    }
  }
  checkTallies(workload, contenders, samples)
  return contenders.map(({ name, kind }, index) => summarize(name, kind, workload, samples[index] ?? []))
}

async function sampleOf(url: string, workload: Workload, contender: Contender): Promise<Sample> {
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

  // What the contender before has left behind is not billed to this one.
  globalThis.gc?.()
  const cpu = process.cpuUsage()
  const start = performance.now()
  await withinReason(contender.name, contender.read({ url, workload, see }))
  const wall = (performance.now() - start) * 1000
  const { user, system } = process.cpuUsage(cpu)
  return { events, length, wall, cpu: user + system, latencies }
}

function contentOf(data: unknown): string {
  return (data as { choices: [{ delta: { content: string } }] }).choices[0].delta.content
}

/** A contender that loses the terminal event would be waited for forever. */
async function withinReason(name: string, reading: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Cannot compare: ${name} must see the end, got none in 60 s`)), 60_000)
  })
  await Promise.race([reading, timeout]).finally(() => clearTimeout(timer))
}

function checkTallies(workload: Workload, contenders: Contender[], samples: Sample[][]): void {
  const counting = contenders.flatMap(({ name, isUncounted }, index) =>
    isUncounted ? [] : (samples[index] ?? []).map(({ events, length }) => ({ name, events, length })),
  )
  for (const { name, events, length } of counting) {
    if (events !== workload.events || length !== counting[0]?.length) {
      throw new Error(
        `Cannot compare ${workload.name}: every contender must see ${workload.events} events of the same length, ` +
          `got ${events} events, ${length} units of text from ${name}, and ${counting[0]?.length} from others`,
      )
    }
  }
}

function summarize(contender: string, kind: Contender['kind'], workload: Workload, samples: Sample[]): Measurement {
  const latencies = samples.flatMap((sample) => sample.latencies).toSorted((a, b) => a - b)
  return {
    contender,
    kind,
    eventsPerSecond: (workload.events / median(samples.map(({ wall }) => wall))) * 1e6,
    cpuPerEvent: median(samples.map(({ cpu }) => cpu)) / workload.events,
    latency:
      workload.interval > 0
        ? { median: median(latencies), p99: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN }
        : undefined,
  }
}
