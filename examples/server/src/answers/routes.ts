// POST a prompt → its answer token by token, in the shape of one of two APIs. The same POST with Last-Event-ID goes on where it was.
// Knows requests and positions; the answers themselves live elsewhere.
import { Router, type Request, type Response } from 'express'
import { z } from 'zod'
import { HttpError, parseBody } from '../http-error.ts'
import type { Authenticate } from '../sign-in/authenticate.ts'
import { openEventResponse, toWire } from '../stream/event-response.ts'
import { lastEventIdOf } from '../stream/last-event-id.ts'
import type { OpenStreams } from '../stream/open-streams.ts'
import type { Outages } from '../stream/outages.ts'
import type { Answer, Answers } from './answers.ts'
import { chatCompletion, messages, type Format } from './formats.ts'

// What the APIs take besides is let pass.
const prompt = z.object({
  stream: z.literal(true),
  messages: z
    .array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string().max(10_000) }))
    .min(1)
    .max(100),
})

export interface AnswerRoutesOptions {
  answers: Answers
  streams: OpenStreams
  outages: Outages
  authenticate: Authenticate
}

export function answerRoutes({ answers, streams, outages, authenticate }: AnswerRoutesOptions): Router {
  const router = Router()

  const answerAs = (format: Format) => async (req: Request, res: Response) => {
    const user = await authenticate.byBearer(req)
    const { messages: said } = parseBody(prompt, req.body)
    outages.check(user)
    const { answer, from } = findOrBegin(req, user, said.at(-1)?.content ?? '')
    res.set('x-answer-id', answer.id)
    await streamAnswer(req, res, streams, answer, format, from)
  }

  /** The answer a request means, and how many of its events the client has. */
  function findOrBegin(req: Request, user: string, question: string): { answer: Answer; from: number } {
    const position = /^(?<id>[\w-]{36})-(?<index>\d{1,9})$/.exec(lastEventIdOf(req))?.groups
    if (position) {
      const answer = answers.find(user, position['id'] ?? '')
      if (answer) {
        return { answer, from: Number(position['index']) + 1 }
      }
    }
    if (lastEventIdOf(req) !== '') {
      throw new HttpError(410, 'answer-gone', 'Cannot go on: the answer is no longer kept')
    }
    // A key makes the first attempt repeatable as well: one that broke before its first event has no position.
    const answer = answers.begin(user, question, req.get('idempotency-key'))
    if (answer.prompt !== question) {
      throw new HttpError(422, 'key-reused', 'Cannot answer: this Idempotency-Key belongs to another prompt')
    }
    return { answer, from: 0 }
  }

  router.post('/v1/chat/completions', answerAs(chatCompletion))
  router.post('/v1/messages', answerAs(messages))

  router.post('/answers/:id/stop', async (req, res) => {
    const user = await authenticate.byBearer(req)
    const answer = answers.find(user, req.params.id)
    if (answer === undefined) {
      throw new HttpError(404, 'unknown-answer', 'Cannot stop: there is no such answer')
    }
    answer.stop()
    res.status(202).json({ tokens: answer.tokens.length })
  })

  return router
}

async function streamAnswer(
  req: Request,
  res: Response,
  streams: OpenStreams,
  answer: Answer,
  format: Format,
  from: number,
): Promise<void> {
  const response = await openEventResponse(req, res, streams, { user: answer.user, client: undefined, kind: 'answer' })
  if (response === undefined) {
    return
  }
  let wake = () => {}
  const onClosed = () => wake()
  const leave = answer.read(() => wake())
  response.closed.addEventListener('abort', onClosed)
  try {
    for (let next = from; !response.closed.aborted;) {
      const isOver = answer.phase !== 'generating'
      for (const { type, data } of format(answer).slice(next)) {
        if (!(await response.send(toWire(type, data, `${answer.id}-${next}`)))) {
          return
        }
        next += 1
      }
      if (isOver) {
        response.end()
        return
      }
      // What came while sending is sent first.
      if (format(answer).length === next) {
        await new Promise<void>((resolve) => (wake = resolve))
      }
    }
  } finally {
    response.closed.removeEventListener('abort', onClosed)
    leave()
    response.release()
  }
}
