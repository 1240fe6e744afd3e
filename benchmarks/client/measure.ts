// Contenders × one workload → medians of time, CPU and latency, measured in turns so that the machine's moods hit all alike.
import { once } from 'node:events'
import type { ChildProcess } from 'node:child_process'
import { median } from '../parser/measure.ts'
import type { Contender } from './contenders.ts'
import type { Sample } from './reader.ts'
import type { Workload } from './workloads.ts'

/** A contender, and the process it runs in. */
export type Running = Contender & { process: ChildProcess }

/** Medians over the rounds. Microseconds of the reader's process: the server has its own. */
export interface Measurement {
  contender: string
  kind: Contender['kind']
  eventsPerSecond: number
  cpuPerEvent: number
  /** CPU relative to the first contender's, round by round. */
  ratio: number
  /** From the server's write to the handler's call, one event at a time; `undefined` for bursts. */
  latency: { median: number; p99: number } | undefined
}

/** The longest that one reading may take, in milliseconds: a contender that loses the end would be waited for forever. */
const patience = 60_000

const warmUp = 3

/**
 * Runs each contender once per round, in an order that turns: a list of samples for each.
 * @throws Error when a contender takes too long.
 */
export async function collect(
  request: { origin: string; index: number },
  contenders: Running[],
  rounds: number,
): Promise<Sample[][]> {
  const samples = contenders.map((): Sample[] => [])
  for (let round = -warmUp; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const index = (round + warmUp + turn) % contenders.length
      const { process } = contenders[index] as Running
      process.send(request)
      // oxlint-disable-next-line no-await-in-loop -- only one may run at a time
      const [sample] = (await once(process, 'message', { signal: AbortSignal.timeout(patience) })) as [Sample]
      if (round >= 0) {
        samples[index]?.push(sample)
      }
    }
  }
  return samples
}

/** @throws Error when a contender did not see every event once: its time would not be comparable. */
export function summarizeAll(workload: Workload, contenders: Contender[], samples: Sample[][]): Measurement[] {
  checkTallies(workload, contenders, samples)
  return contenders.map(({ name, kind }, index) => {
    const own = samples[index] ?? []
    return { contender: name, kind, ...summarize(workload, own, samples[0] ?? []) }
  })
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

function summarize(
  workload: Workload,
  samples: Sample[],
  base: Sample[],
): Pick<Measurement, 'eventsPerSecond' | 'cpuPerEvent' | 'ratio' | 'latency'> {
  const latencies = samples.flatMap((sample) => sample.latencies).toSorted((a, b) => a - b)
  return {
    eventsPerSecond: (workload.events / median(samples.map(({ wall }) => wall))) * 1e6,
    cpuPerEvent: median(samples.map(({ cpu }) => cpu)) / workload.events,
    ratio: median(samples.map(({ cpu }, round) => cpu / (base[round]?.cpu ?? Number.NaN))),
    latency:
      workload.interval > 0
        ? { median: median(latencies), p99: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN }
        : undefined,
  }
}
