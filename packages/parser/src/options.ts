// What a parser can be told, checked once, when it is created.
import { InvalidArgumentError } from './errors.ts'
import type { ServerSentEvent } from './event.ts'

export interface ParserOptions {
  /** Called for every event, at its blank line. */
  onEvent: (event: ServerSentEvent) => void
  /** Called with the milliseconds of each valid `retry:` line, when the line is read; `Infinity` beyond 1.8e308. */
  onRetry?: ((milliseconds: number) => void) | undefined
  /** Called with the text of each comment line, without its colon and one leading space, when the line is read. */
  onComment?: ((comment: string) => void) | undefined
  /** Called with the new position when a block with an `id:` field ends: before its event, or alone if it has no data. */
  onId?: ((id: string) => void) | undefined
  /**
   * Most UTF-8 bytes of one block, comments and line ends included; at least 1, `Infinity` for no limit.
   * @defaultValue 8 MiB
   */
  maxEventSize?: number | undefined
  /** The position the previous connection ended with: events report it until the stream sets its own. @defaultValue `''` */
  lastEventId?: string | undefined
  /** The type of events without an `event:` field. @defaultValue `'message'` */
  defaultType?: string | undefined
}

/** What each option must be. */
const types = {
  onEvent: 'function',
  onRetry: 'function',
  onComment: 'function',
  onId: 'function',
  maxEventSize: 'number',
  lastEventId: 'string',
  defaultType: 'string',
} as const satisfies Record<keyof ParserOptions, string>

/** Tells callers without types at once which option is wrong. */
export function checkOptions(options: ParserOptions): void {
  const given: Record<string, unknown> = Object(options)
  for (const [name, type] of Object.entries(types)) {
    const value = given[name]
    if (typeof value !== type && (value !== undefined || name === 'onEvent')) {
      throw new InvalidArgumentError('create parser', `${name} must be a ${type}`, value)
    }
  }
  const { maxEventSize = 1 } = options
  if (!(maxEventSize >= 1)) {
    throw new InvalidArgumentError('create parser', 'maxEventSize must be 1 or more', maxEventSize)
  }
}
