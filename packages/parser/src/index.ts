export { createParser, type Parser } from './parser.ts'
export type { ParserOptions } from './options.ts'
export type { ServerSentEvent } from './event.ts'
export { EventTooLargeError, InvalidArgumentError, ParserError } from './errors.ts'
