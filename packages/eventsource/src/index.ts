export { EventSource } from './event-source.ts'
export type { EventSourceOptions } from './options.ts'
export type { EventSourceErrorEvent, EventSourceEventMap } from './types.ts'
