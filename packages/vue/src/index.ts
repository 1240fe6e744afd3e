export { provideEventStreams, type EventStreamsOptions } from './provide-event-streams.ts'
export { useEventStream, type EventStreamRefs, type ReaderRefs } from './use-event-stream.ts'
