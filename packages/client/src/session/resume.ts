// What a further attempt may ask for: which requests may be repeated, and which question continues them (promise 4).
import { ask, type AttemptContext } from '../connection/headers.ts'
import type { SendOptions } from '../connection/redirects.ts'
import { isStream, type RequestOptions } from '../connection/request.ts'
import { EventStreamError, statusOf } from '../errors.ts'
import type { Page } from '../platform/page.ts'

/** Another request that continues the stream. What is left out is as in `RequestOptions`: no body, hence `GET`. */
export interface ResumeRequest extends RequestOptions {
  /** Relative to the stream's URL. @defaultValue the stream's URL */
  url?: string | URL | undefined
}

export interface ResumeOptions {
  /**
   * Whether sending the same request again, with `Last-Event-ID`, continues the stream. GET and HEAD always may.
   * @defaultValue `false`
   */
  resumable?: boolean | undefined
  /** Asked for the request that continues the stream elsewhere, once an event has come; `GET` unless it says otherwise. */
  resume?: ((context: AttemptContext) => ResumeRequest | Promise<ResumeRequest>) | undefined
}

/** The request that continues the stream elsewhere, or the same again. @throws EventStreamError `request-unavailable` */
export async function continued(options: SendOptions & ResumeOptions, context: AttemptContext): Promise<SendOptions> {
  const { resume } = options
  return resume
    ? ask<ResumeRequest | undefined, SendOptions>('resume', resume, context, (elsewhere) => ({
        ...options,
        method: undefined,
        body: undefined,
        ...elsewhere,
        headers: elsewhere?.headers ?? options.headers,
        url: new URL(elsewhere?.url ?? options.url, options.url).href,
      }))
    : options
}

/** Whether another attempt repeats nothing that the server has already acted upon. */
export function mayRepeat(
  { method, body, resumable, resume }: Pick<RequestOptions, 'method' | 'body'> & ResumeOptions,
  failure: EventStreamError | undefined,
  hasReceived: boolean,
): boolean {
  const isSafe = method === undefined ? body === undefined : /^(GET|HEAD)$/i.test(method)
  return (
    isSafe ||
    resumable === true ||
    (resume !== undefined && hasReceived) ||
    // Nothing was sent; or it was, and has not been applied. @see https://www.rfc-editor.org/rfc/rfc9110#status.401
    failure?.code === 'request-unavailable' ||
    (statusOf(failure) === 401 && !isStream(body))
  )
}

/** A gap counts as a failure: a server that answers each new start with one must not be asked in a row. */
export function positionLost(): EventStreamError {
  return new EventStreamError(
    'position-lost',
    'Cannot resume event stream: the server must know the position, got a gap',
    {},
  )
}

export function unsendable(lastEventId: string): EventStreamError {
  return new EventStreamError(
    'unsendable-id',
    'Cannot send Last-Event-ID: it must be 4096 bytes at most, without control characters or spaces at its ends, ' +
      `got ${JSON.stringify(lastEventId.slice(0, 80))}`,
    { lastEventId },
  )
}

/** What to look at when resuming fails where the first attempt did not; `undefined` within one origin. */
export function crossOriginHint(url: string, { origin }: Page): string | undefined {
  return origin === undefined || origin === new URL(url).origin
    ? undefined
    : 'Across origins, Last-Event-ID needs a preflight: answer it with Access-Control-Allow-Headers: Last-Event-ID, ' +
        'and the rest with Access-Control-Expose-Headers: Retry-After'
}
