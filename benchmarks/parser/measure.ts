// Contenders × one workload → nanoseconds each, measured in turns so that the machine's moods hit all of them alike.
import type { Contender, Tally } from './contenders.ts'
import type { Workload } from './workloads.ts'

export interface Measurement {
  contender: string
  /** Median over the rounds, in milliseconds for the whole workload. */
  milliseconds: number
}

/**
 * Runs each contender once per round, in an order that turns.
 * @throws Error when two contenders did not see the same events: their times would not be comparable.
 */
export async function measure(workload: Workload, contenders: Contender[], rounds: number): Promise<Measurement[]> {
  await compareTallies(workload, contenders)
  const repeats = await repeatsFor(workload, contenders[0])
  const samples = contenders.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const index = (round + turn) % contenders.length
      // oxlint-disable-next-line no-await-in-loop -- only one may run at a time
      samples[index]?.push(await timeOf(workload, contenders[index], repeats))
    }
  }
  return contenders.map(({ name }, index) => ({ contender: name, milliseconds: median(samples[index] ?? []) }))
}

/** Times to run a short workload per sample: browsers round their clock to a tenth of a millisecond. */
async function repeatsFor(workload: Workload, contender: Contender | undefined): Promise<number> {
  const milliseconds = await timeOf(workload, contender, 10)
  return Math.max(1, Math.ceil(2 / Math.max(milliseconds, 0.001)))
}

async function timeOf({ chunks }: Workload, contender: Contender | undefined, repeats: number): Promise<number> {
  const start = performance.now()
  for (let repeat = 0; repeat < repeats; repeat++) {
    const result = contender?.read(chunks)
    // Awaiting a tally that is there already would bill a microtask.
    if (result instanceof Promise) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      await result
    }
  }
  return (performance.now() - start) / repeats
}

async function compareTallies(workload: Workload, contenders: Contender[]): Promise<void> {
  const seen: [string, Tally][] = []
  for (const { name, read, isLimit } of contenders) {
    if (isLimit !== true) {
      // oxlint-disable-next-line no-await-in-loop -- the same condition as in the rounds
      seen.push([name, await read(workload.chunks)])
    }
  }
  const [first] = seen
  for (const [name, tally] of seen) {
    if (first !== undefined && (tally.events === 0 || JSON.stringify(tally) !== JSON.stringify(first[1]))) {
      throw new Error(
        `Cannot compare ${workload.name}: every contender must see the same events, ` +
          `got ${JSON.stringify(first[1])} from ${first[0]} and ${JSON.stringify(tally)} from ${name}`,
      )
    }
  }
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export function geometricMean(values: number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}
