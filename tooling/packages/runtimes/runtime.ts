// What a runtime is to the scenario: it may be there, and it plays.
import type { Project } from './project.ts'

/** Step → `'ok'`, or what it came to instead. */
export type Report = Readonly<Record<string, string>>

export interface Runtime {
  readonly name: string
  /** Where in it the scenario runs. */
  readonly place: string
  /** Steps that come to something else here, and to what. */
  readonly departs?: Report
  /** Its version; `undefined` when this machine has none. */
  find(): Promise<string | undefined>
  play(project: Project, origin: string): Promise<Report>
}

/** Firefox and WebKit take a response's whole body into memory, however slowly a script reads it. Nothing is lost by it. */
export const bodiesInMemory: Report = { 'back-pressure': '["everything was taken",400,true]' }

/** Steps of the report that came to neither `'ok'` nor what the runtime departs to. */
export function surprises({ departs = {} }: Runtime, report: Report): Report {
  return Object.fromEntries(Object.entries(report).filter(([step, outcome]) => outcome !== (departs[step] ?? 'ok')))
}
