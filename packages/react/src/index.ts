'use client'
export { EventStreamProvider, type EventStreamProviderProps } from './provider.ts'
export { useEventStream, type EventStreamView } from './use-event-stream.ts'
