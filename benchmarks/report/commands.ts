// The benchmarks in the order they are played, and how each is asked for its figures. Knows nothing of what they say.
import type { Name } from './figures.ts'

interface Command {
  /** What a reader types, from `benchmarks/` or the root. */
  readonly typed: string
  /** Arguments for `node`, from the repository's root. */
  readonly full: readonly string[]
  /** What is added for seconds instead of minutes: shows that it runs, measures nothing. */
  readonly quick: readonly string[]
}

const faults = ['--import', './tooling/faults/sources.ts', 'tooling/faults/peers/run.ts', '--json']
const storm = ['benchmarks/reconnect-storm/run.ts', '--json']

export const commands: { readonly [Key in Name]: Command } = {
  sizes: { typed: 'pnpm run sizes', full: ['benchmarks/sizes/run.ts', '--json'], quick: [] },
  storm: { typed: 'pnpm run reconnect-storm', full: [...storm, '--clients=20000'], quick: ['--clients=1000'] },
  faults: { typed: 'pnpm run faults:peers', full: faults, quick: ['--schedules=1'] },
  react: { typed: 'pnpm run react', full: ['benchmarks/react/run.ts', '--json'], quick: ['--repeats=1'] },
  parser: { typed: 'pnpm run parser', full: ['benchmarks/parser/run.ts', '--json'], quick: ['--quick'] },
  client: {
    typed: 'pnpm run client',
    full: ['benchmarks/client/run.ts', '--json'],
    quick: ['--ours', '--only=LLM', '--rounds=1'],
  },
}
