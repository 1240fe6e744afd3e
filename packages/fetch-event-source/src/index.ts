export { EventStreamContentType, fetchEventSource } from './fetch-event-source.ts'
export type { FetchEventSourceInit, FetchEventSourceOptions } from './options.ts'
export { getBytes, getLines, getMessages, type EventSourceMessage } from './parse.ts'
