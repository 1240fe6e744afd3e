// Token source → `headers` that carry it: one call at a time and identity, shared by all streams that use the same `bearer()`.
import type { AttemptContext } from './headers.ts'

/** What is known when a token is needed. */
export interface TokenContext {
  /** Whether the last token was refused with a 401: another one is needed, not one from a cache. */
  readonly renew: boolean
  /** Whose token: the `identity` of the streams that wait for it. */
  readonly identity: string | undefined
  /** Aborts when nobody waits for this token any more. */
  readonly signal: AbortSignal
}

interface Call {
  readonly renew: boolean
  readonly token: Promise<string>
  readonly controller: AbortController
  waiting: number
}

/**
 * `Authorization: Bearer …` from a function that is asked before every attempt, for `headers`.
 * Streams of one identity that ask at the same time share one call, and one renewal serves all that were refused with the
 * older token. If it throws, the attempt failed and is retried.
 * @example
 * const headers = bearer(({ renew }) => session.token({ forceRefresh: renew }))
 */
export function bearer(
  getToken: (context: TokenContext) => string | Promise<string>,
): (context: AttemptContext) => Promise<{ authorization: string }> {
  const sources = new Map<string | undefined, (context: AttemptContext) => Promise<string>>()
  return async (context) => {
    const { identity } = context
    const source = sources.get(identity) ?? shareTokens((call) => getToken({ ...call, identity }))
    sources.set(identity, source)
    return { authorization: `Bearer ${await source(context)}` }
  }
}

/** The tokens of one identity. */
function shareTokens(
  getToken: (context: Omit<TokenContext, 'identity'>) => string | Promise<string>,
): (context: AttemptContext) => Promise<string> {
  const sent = new WeakMap<object, string>()
  let latest: string | undefined
  /** A 401 refused the latest token, and no renewal has come through since. */
  let isRefused = false
  let current: Call | undefined

  function start(renew: boolean): Call {
    const controller = new AbortController()
    const token = Promise.resolve({ renew, signal: controller.signal }).then(getToken)
    const call: Call = { renew, token, controller, waiting: 0 }
    const finish = (): void => forget(call)
    token
      .then((value) => {
        latest = value
        isRefused &&= !renew
      })
      .then(finish, finish)
    current = call
    return call
  }

  function forget(call: Call): void {
    if (current === call) {
      current = undefined
    }
  }

  async function wait(call: Call, signal: AbortSignal): Promise<string> {
    const leave = (): void => {
      call.waiting--
      if (call.waiting === 0) {
        forget(call)
        call.controller.abort()
      }
    }
    call.waiting++
    signal.addEventListener('abort', leave)
    try {
      return await call.token
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }

  return async ({ failure, stream, signal }) => {
    isRefused ||= failure?.code === 'http-status' && failure.status === 401 && sent.get(stream) === latest
    const call = current && (current.renew || !isRefused) ? current : start(isRefused)
    const token = await wait(call, signal)
    sent.set(stream, token)
    return token
  }
}
