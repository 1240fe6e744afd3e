// A question → the stream of its answer, in the shape of one of two APIs. The same POST with the position goes on where it was.
import { anthropic, eventStreamOptions, json, openai, type EventStreamState } from '@linefeed/client'
import { network } from './network.ts'
import { uniqueId } from './unique-id.ts'
import { describeFailure } from './words.ts'

export type Shape = 'openai' | 'anthropic'

export interface Question {
  /** Another number is another answer, also to the same question. */
  readonly number: number
  readonly shape: Shape
  readonly prompt: string
}

/** What both shapes bring, as far as it is shown. */
interface Chunk {
  readonly choices?: readonly [{ readonly delta: { readonly content?: string } }]
  readonly delta?: { readonly text?: string }
}

const apis = {
  openai: { url: '/v1/chat/completions', until: openai() },
  anthropic: { url: '/v1/messages', until: anthropic() },
}

export function answerStream({ number, shape, prompt }: Question) {
  return eventStreamOptions({
    key: ['answer', number],
    ...apis[shape],
    body: { stream: true, messages: [{ role: 'user', content: prompt }] },
    fetch: network.fetch,
    resumable: true,
    idempotencyKey: uniqueId,
    gap: 'close',
    decode: json<Chunk>(),
    initial: '',
    reduce: (text, { data }) => text + (data.choices?.[0].delta.content ?? data.delta?.text ?? ''),
  })
}

/** An answer's events are numbered by the answer's ID and their place. */
export function answerIdOf(lastEventId: string): string {
  return lastEventId.replace(/-\d+$/, '')
}

export interface AnswerStatus {
  readonly tone: 'busy' | 'good' | 'bad' | 'calm'
  readonly text: string
}

/** Finished is not cut, and the reader sees which. */
export function describeAnswer(state: EventStreamState): AnswerStatus {
  if (state.phase === 'waiting' || state.phase === 'paused') {
    return { tone: 'bad', text: 'Cut off, resuming' }
  }
  if (state.phase === 'open') {
    return { tone: 'busy', text: state.attempt === 1 ? 'Writing' : 'Writing, resumed' }
  }
  if (state.phase !== 'closed') {
    return { tone: 'busy', text: 'attempt' in state && state.attempt > 1 ? 'Resuming' : 'Asking' }
  }
  if (state.reason === 'failed') {
    return { tone: 'bad', text: `Cut off: ${describeFailure(state.error)}` }
  }
  return state.reason === 'finished' ? { tone: 'good', text: 'Finished' } : { tone: 'calm', text: 'Stopped' }
}
