// A prompt → an answer that is generated whether or not somebody reads, and kept for a while: what makes a token stream resumable.
// Knows users, tokens and time; nothing of HTTP or formats. In memory: answers of a process end with it.
import { randomUUID } from 'node:crypto'
import type { Schedule } from '../schedule.ts'
import { answerTo, type Token } from './model.ts'

/** Milliseconds an answer is kept after its end. */
const keepFor = 60_000
/** Milliseconds an answer that nobody reads goes on: a reconnect takes less, and tokens cost money. */
const abandonAfter = 10_000

export interface Answer {
  readonly id: string
  readonly user: string
  readonly prompt: string
  /** The tokens so far. */
  readonly tokens: readonly string[]
  readonly phase: 'generating' | 'finished' | 'stopped'
  /** Calls `onChange` after every token and at the end, until the returned function is called. */
  read(onChange: () => void): () => void
  /** No token comes after it. */
  stop(): void
}

export interface Answers {
  /** The answer to `prompt`. With a `key` that `user` has used before: the answer begun then. */
  begin(user: string, prompt: string, key?: string): Answer
  /** `undefined` when it is not `user`'s, or no longer kept. */
  find(user: string, id: string): Answer | undefined
  /** Stops generating and forgets everything. */
  close(): void
}

export function createAnswers(schedule: Schedule, model: (prompt: string) => readonly Token[] = answerTo): Answers {
  const kept = new Map<string, { answer: Answer; key: string | undefined; cancel: () => void }>()

  function find(user: string, id: string): Answer | undefined {
    const answer = kept.get(id)?.answer
    return answer?.user === user ? answer : undefined
  }

  return {
    find,
    begin(user, prompt, key) {
      const known = [...kept.values()].find(
        (entry) => key !== undefined && entry.key === key && entry.answer.user === user,
      )
      if (known) {
        return known.answer
      }
      const id = randomUUID()
      const answer = generate({ id, user, prompt, tokens: model(prompt) }, schedule, () => {
        const entry = kept.get(id)
        if (entry) {
          entry.cancel = schedule(keepFor, () => kept.delete(id))
        }
      })
      kept.set(id, { answer, key, cancel: () => answer.stop() })
      return answer
    },
    close() {
      for (const { answer } of kept.values()) {
        answer.stop()
      }
      for (const { cancel } of kept.values()) {
        cancel()
      }
      kept.clear()
    },
  }
}

interface Generated extends Pick<Answer, 'id' | 'user' | 'prompt'> {
  readonly tokens: readonly Token[]
}

function generate({ tokens, ...whose }: Generated, schedule: Schedule, onEnd: () => void): Answer {
  const readers = new Set<() => void>()
  const soFar: string[] = []
  let phase: Answer['phase'] = 'generating'
  let cancelNext = () => {}
  let cancelAbandon = schedule(abandonAfter, stop)
  next()

  function next(): void {
    const token = tokens[soFar.length]
    if (token === undefined) {
      end('finished')
      return
    }
    cancelNext = schedule(token.delay, () => {
      soFar.push(token.text)
      readers.forEach((onChange) => onChange())
      next()
    })
  }

  function end(how: Answer['phase']): void {
    phase = how
    cancelNext()
    cancelAbandon()
    onEnd()
    readers.forEach((onChange) => onChange())
  }

  function stop(): void {
    if (phase === 'generating') {
      end('stopped')
    }
  }

  return {
    ...whose,
    tokens: soFar,
    get phase() {
      return phase
    },
    read(onChange) {
      // A wrapper per reader: the same function may read twice.
      const reader = () => onChange()
      readers.add(reader)
      cancelAbandon()
      return () => {
        readers.delete(reader)
        if (readers.size === 0 && phase === 'generating') {
          cancelAbandon = schedule(abandonAfter, stop)
        }
      }
    },
    stop,
  }
}
