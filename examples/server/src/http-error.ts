// A refusal → its status and JSON body, `{ error: { code, message } }`. Knows Express's error signature, nothing of routes.
import type { ErrorRequestHandler, RequestHandler } from 'express'
import { z } from 'zod'

/** A request the server refuses: thrown anywhere in a handler, answered as JSON. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: number
  /** Stable word for programs; the message is for people. */
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

/**
 * The request body as `schema` describes it; a missing body counts as `{}`.
 * @throws HttpError 400 `invalid-input`, naming every field at fault.
 */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  return parse('the request body', schema, body ?? {})
}

/** The query as `schema` describes it. @throws HttpError as `parseBody` */
export function parseQuery<T>(schema: z.ZodType<T>, query: unknown): T {
  return parse('the query', schema, query)
}

export const answerNotFound: RequestHandler = (req) => {
  throw new HttpError(404, 'not-found', `Cannot ${req.method} ${req.path}: there is no such route`)
}

export const answerError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) {
    next(error)
    return
  }
  const refusal = error instanceof HttpError ? error : toHttpError(error)
  res
    .status(refusal.status)
    .set({ 'cache-control': 'no-store', ...refusal.headers })
    .json({ error: { code: refusal.code, message: refusal.message } })
}

function parse<T>(what: string, schema: z.ZodType<T>, given: unknown): T {
  const result = schema.safeParse(given)
  if (!result.success) {
    const faults = result.error.issues.map(({ path, message }) => `${path.join('.') || 'all of it'}: ${message}`)
    throw new HttpError(400, 'invalid-input', `Cannot read ${what}: ${faults.join('; ')}`)
  }
  return result.data
}

// express.json() throws errors that carry `status` and a type such as 'entity.parse.failed'.
const bodyError = z.object({ status: z.number().min(400).max(499), type: z.string(), message: z.string() })

function toHttpError(error: unknown): HttpError {
  const known = bodyError.safeParse(error)
  if (known.success) {
    const { status, type, message } = known.data
    return new HttpError(status, type.replaceAll('.', '-'), `Cannot read the request body: ${message}`)
  }
  console.error(error)
  return new HttpError(500, 'internal', 'Cannot answer: the server failed, its log says why')
}
