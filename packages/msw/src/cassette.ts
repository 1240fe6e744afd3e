// A real response → a text file with its chunks and their timing, and back: to steps, or to the refusal that it was.
// Only the status, the content type and the body are kept: no request, no other header, so no token gets into the repository.
import { toBytes } from './connection.ts'
import { MockStreamError } from './errors.ts'
import type { Step } from './script.ts'

const title = 'linefeed cassette 1'

export interface RecordOptions {
  /** Stops the recording; what was read until then is kept, and its replay stays open and silent. */
  signal?: AbortSignal
}

export interface ReplayOptions {
  /** `1` for the recorded timing, `2` for twice as fast; `Infinity` waits for nothing. @defaultValue `Infinity` */
  speed?: number
}

/** A chunk of the body, or how it ended. */
type Chunk = { raw: string | Uint8Array<ArrayBuffer> } | 'end' | 'drop' | 'stall'

/**
 * Reads a response to its end and resolves with the text of a cassette: one line per chunk, with the milliseconds since
 * the one before, to be kept in the repository and given to `replay()`.
 * @example
 * await writeFile('chat.cassette', await recordEventStream(await fetch('https://api.example.com/v1/chat', request)))
 */
export async function recordEventStream(response: Response, { signal }: RecordOptions = {}): Promise<string> {
  const lines = [title, `${response.status} ${response.headers.get('content-type') ?? ''}`.trimEnd()]
  let last = performance.now()
  const note = (text: string): void => {
    const now = performance.now()
    lines.push(`+${Math.round(now - last)} ${text}`)
    last = now
  }

  const reader = response.body?.getReader()
  const stop = (): void => void reader?.cancel().catch(() => undefined)
  signal?.addEventListener('abort', stop)
  if (signal?.aborted === true) {
    stop()
  }
  try {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- a stream is read in order
      const result = await reader?.read()
      if (result?.done !== false) {
        break
      }
      note(writeChunk(result.value))
    }
    note(signal?.aborted === true ? 'stall' : 'end')
  } catch {
    note(signal?.aborted === true ? 'stall' : 'drop')
  } finally {
    signal?.removeEventListener('abort', stop)
  }
  return `${lines.join('\n')}\n`
}

/** @throws MockStreamError with code `invalid` when the text is not a cassette. */
export function readCassette(cassette: string, { speed = Infinity }: ReplayOptions = {}): Step[] {
  const [head, response = '', ...lines] = cassette.trimEnd().split(/\r?\n/u)
  if (head !== title) {
    throw new MockStreamError('invalid', `Cannot replay: a cassette begins with "${title}", got "${head ?? ''}"`)
  }
  const [, status, contentType = ''] = /^([2-5]\d\d)(?: (.+))?$/u.exec(response) ?? []
  if (status === undefined) {
    throw new MockStreamError(
      'invalid',
      `Cannot replay: line 2 of a cassette is the status and the content type, got "${response}"`,
    )
  }
  const chunks = lines.map((line, index) => {
    const [, ms = '', text = line] = /^\+(\d+) (.+)$/su.exec(line) ?? []
    return { wait: Number(ms) / speed, step: readStep(text, index + 3) }
  })
  if (status === '200' && /^text\/event-stream *(?:;|$)/iu.test(contentType)) {
    return chunks.flatMap(({ wait, step }): Step[] => (wait > 0 ? [{ wait }, step] : [step]))
  }
  const body = chunks.flatMap(({ step }) => (typeof step === 'object' ? Array.from(toBytes(step.raw)) : []))
  return [{ fail: createRefusal(Number(status), contentType, Uint8Array.from(body)) }]
}

/** Answered at once and as a whole: nobody reads it event by event. */
function createRefusal(status: number, contentType: string, body: Uint8Array<ArrayBuffer>): Response {
  try {
    return new Response(body.length === 0 ? null : body, {
      status,
      headers: contentType === '' ? {} : { 'content-type': contentType },
    })
  } catch (cause) {
    throw new MockStreamError('invalid', `Cannot replay: a response of status ${status} has no body, got one`, {
      cause,
    })
  }
}

function writeChunk(bytes: Uint8Array): string {
  try {
    return JSON.stringify(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    // A chunk may end inside a character; its bounds are worth more than its looks.
    return `base64 ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`
  }
}

function readStep(text: string, line: number): Chunk {
  if (text === 'end' || text === 'drop' || text === 'stall') {
    return text
  }
  try {
    if (text.startsWith('base64 ')) {
      return { raw: Uint8Array.from(atob(text.slice('base64 '.length)), (character) => character.charCodeAt(0)) }
    }
    const raw: unknown = JSON.parse(text)
    if (typeof raw === 'string') {
      return { raw }
    }
  } catch {
    // Refused below, with its line.
  }
  throw new MockStreamError(
    'invalid',
    `Cannot replay: line ${line} of a cassette is "+ms" and a JSON string, base64, end, drop or stall, got "${text}"`,
  )
}
