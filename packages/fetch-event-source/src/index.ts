export { EventStreamContentType, fetchEventSource } from './fetch-event-source.ts'
export type { FetchEventSourceInit } from './options.ts'
export { getBytes, getLines, getMessages, type EventSourceMessage } from './parse.ts'
