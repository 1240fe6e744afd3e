// For `until`: how the streams of well-known APIs say that they are finished.
import type { ServerSentEvent } from '@linefeed/parser'

/** What `until` takes, as a function: whether an event is the last one, and whether it is only that. */
export type TerminalEvent = (event: ServerSentEvent) => boolean | 'discard'

/** `data: [DONE]`, or another sentinel. It is not delivered: it is no data. */
export function doneSentinel(sentinel = '[DONE]'): TerminalEvent {
  return ({ data }) => data === sentinel && 'discard'
}

/**
 * OpenAI: `[DONE]` of chat completions; `response.completed`, `response.incomplete` and `response.failed` of responses.
 * @see https://platform.openai.com/docs/api-reference/responses-streaming
 */
export function openai(): TerminalEvent {
  const isDone = doneSentinel()
  return (event) => isDone(event) || /^response\.(completed|incomplete|failed)$/.test(event.type)
}

/**
 * Anthropic: `message_stop`. An `error` event is delivered, and is no end of the message: the stream fails when it ends there.
 * @see https://docs.anthropic.com/en/docs/build-with-claude/streaming
 */
export function anthropic(): TerminalEvent {
  return ({ type }) => type === 'message_stop'
}

/**
 * The AI SDK's UI message stream: `[DONE]` after the `finish` part.
 * @see https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol
 */
export function aiSdk(): TerminalEvent {
  return doneSentinel()
}
