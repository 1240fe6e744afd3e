export { bearer, type TokenContext } from './connection/bearer.ts'
export type { Fetch } from './connection/redirects.ts'
export type {
  AttemptContext,
  HeadersLike,
  PerAttempt,
  RequestBody,
  RequestOptions,
  ResumeRequest,
} from './connection/request.ts'
export { learned } from './connection/learned.ts'
export type { LivenessOptions, Rhythm } from './connection/liveness.ts'
export { EventStreamError, type ErrorCode, type ErrorFacts } from './errors.ts'
export { createEventStream, type EventStream } from './event-stream.ts'
export type { EventStreamOptions } from './options.ts'
export type { Clock } from './platform/clock.ts'
export type { Hindrance, Page } from './platform/page.ts'
export type { AnyEvent, DataOf, Decode, Decoder, EventType, Given, StreamEvent, UnnamedType } from './readers/events.ts'
export { json, text, type StandardSchema } from './readers/json.ts'
export { byId } from './session/by-id.ts'
export type { Gap, Tap } from './session/contract.ts'
export { observe, type StreamObserver } from './session/observe.ts'
export type { ResumeOptions } from './session/resume.ts'
export type { RetryContext, RetryOptions, RetryPolicy } from './session/retry-policy.ts'
export { aiSdk, anthropic, doneSentinel, openai, type TerminalEvent } from './session/terminal-events.ts'
export type { EventStreamState, StreamEnd } from './session/state.ts'
export type { ServerSentEvent } from '@linefeed/parser'
export { eventStreamOptions } from './store/definition.ts'
