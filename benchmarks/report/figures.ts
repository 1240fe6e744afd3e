// What each benchmark tells as JSON, and where and when it ran. Knows no tables and no commands.
import type { Comparison } from '../../tooling/faults/peers/report.ts'
import type { Measurement } from '../client/measure.ts'
import type { Row } from '../parser/compare.ts'
import type { Summary } from '../reconnect-storm/table.ts'
import type { Size } from '../sizes/run.ts'

export interface Figures {
  readonly sizes: readonly Size[]
  readonly parser: {
    readonly rows: readonly Row[]
    readonly growth: readonly { readonly mebibytes: number; readonly milliseconds: number }[]
  }
  readonly client: { readonly rounds: number; readonly results: Readonly<Record<string, readonly Measurement[]>> }
  readonly react: {
    readonly repeats: number
    readonly rows: readonly {
      readonly reader: string
      /** Milliseconds. */
      readonly median: number
      readonly slowest: number
      readonly requests: number
    }[]
  }
  readonly faults: Comparison
  readonly storm: {
    readonly clients: number
    readonly drain: number
    readonly seed: number
    readonly scenarios: readonly {
      readonly scenario: string
      readonly title: string
      readonly policies: readonly Summary[]
    }[]
  }
}

export type Name = keyof Figures

/** One benchmark, played. */
export interface Played<Key extends Name> {
  readonly figures: Figures[Key]
  /** As in `2026-11-21 02:10 UTC`. */
  readonly date: string
  readonly machine: string
  /** Processes that wanted a core in the minute before it started, and in its last one. */
  readonly load: readonly [before: number, after: number]
  readonly seconds: number
}

export type Report = { readonly [Key in Name]: Played<Key> }
