// An answer → the events that two well-known APIs would send, in their order. The events are numbered by their place, so a resume
// is a matter of counting. Knows shapes alone: no HTTP, no time.
import type { Answer } from './answers.ts'

export interface AnswerEvent {
  /** `undefined` for none: then it is a `message`. */
  readonly type?: string
  /** Sent as it is when it is text, as JSON otherwise. */
  readonly data: unknown
}

/** The events so far. Later calls give the same ones and more. */
export type Format = (answer: Answer) => readonly AnswerEvent[]

const model = 'stand-in'

/** @see https://platform.openai.com/docs/api-reference/chat-streaming */
export const chatCompletion: Format = ({ id, tokens, phase }) => {
  const chunk = (delta: object, finishReason: string | null = null): AnswerEvent => ({
    data: {
      id,
      object: 'chat.completion.chunk',
      model,
      choices: [{ index: 0, delta, finish_reason: finishReason }],
    },
  })
  return [
    chunk({ role: 'assistant', content: '' }),
    ...tokens.map((content) => chunk({ content })),
    ...(phase === 'generating' ? [] : [chunk({}, phase === 'finished' ? 'stop' : 'length'), { data: '[DONE]' }]),
  ]
}

/** @see https://docs.anthropic.com/en/docs/build-with-claude/streaming */
export const messages: Format = ({ id, tokens, phase }) => {
  const event = (type: string, rest: object = {}): AnswerEvent => ({ type, data: { type, ...rest } })
  const reason = phase === 'finished' ? 'end_turn' : 'max_tokens'
  return [
    event('message_start', {
      message: { id, type: 'message', role: 'assistant', model, content: [], stop_reason: null },
    }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    event('ping'),
    ...tokens.map((text) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })),
    ...(phase === 'generating'
      ? []
      : [
          event('content_block_stop', { index: 0 }),
          event('message_delta', { delta: { stop_reason: reason }, usage: { output_tokens: tokens.length } }),
          event('message_stop'),
        ]),
  ]
}
