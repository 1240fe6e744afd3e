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

/** The options, complete but for handlers. */
export type Settings = ParserOptions & {
  readonly [Name in 'maxEventSize' | 'lastEventId' | 'defaultType']: NonNullable<ParserOptions[Name]>
}

/** What stands in for each option that is not given. Its type is the option's, too; handlers have none. */
const defaults: Record<string, unknown> = {
  onEvent: undefined,
  onRetry: undefined,
  onComment: undefined,
  onId: undefined,
  maxEventSize: 2 ** 23,
  lastEventId: '',
  defaultType: 'message',
}

/** Completes the options, and tells callers without types at once which one is wrong. */
export function readOptions(options: object): Settings {
  const settings = { ...defaults }
  for (const name in defaults) {
    const value = (options as Record<string, unknown> | undefined)?.[name]
    const type = typeof (defaults[name] ?? readOptions)
    if (value !== undefined || name === 'onEvent') {
      if (typeof value !== type) {
        throw new InvalidArgumentError('create parser', `${name} must be a ${type}`, value)
      }
      if (type === 'number' && !((value as number) >= 1)) {
        throw new InvalidArgumentError('create parser', `${name} must be 1 or more`, value)
      }
      settings[name] = value
    }
  }
  return settings as unknown as Settings
}
