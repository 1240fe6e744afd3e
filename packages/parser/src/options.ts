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
}

/** The same options with their defaults. */
export interface CheckedOptions extends ParserOptions {
  onRetry: ParserOptions['onRetry']
  onComment: ParserOptions['onComment']
  onId: ParserOptions['onId']
  maxEventSize: number
  lastEventId: string
}

/** The same options with their defaults. Callers without types are told at once which one is wrong. */
export function checkOptions(options: ParserOptions): CheckedOptions {
  const { onEvent, onRetry, onComment, onId, maxEventSize = 8 * 1024 * 1024, lastEventId = '' } = options ?? {}
  check('onEvent', 'be a function', onEvent, typeof onEvent === 'function')
  check('onRetry', 'be a function', onRetry, isOptionalFunction(onRetry))
  check('onComment', 'be a function', onComment, isOptionalFunction(onComment))
  check('onId', 'be a function', onId, isOptionalFunction(onId))
  check(
    'maxEventSize',
    'be a number of bytes, at least 1',
    maxEventSize,
    typeof maxEventSize === 'number' && maxEventSize >= 1,
  )
  check('lastEventId', 'be a string', lastEventId, typeof lastEventId === 'string')
  return { onEvent, onRetry, onComment, onId, maxEventSize, lastEventId }
}

function isOptionalFunction(value: unknown): boolean {
  return value === undefined || typeof value === 'function'
}

function check(name: string, rule: string, value: unknown, isMet: boolean): void {
  if (!isMet) {
    throw new InvalidArgumentError('create parser', `${name} must ${rule}`, value)
  }
}
