export type { ServerSentEvent } from './event.ts'
