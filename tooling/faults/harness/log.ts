// The events of a schedule, numbered from 1: what is sent, and what must be heard. Long and short, in the schedule's dialect.
import type { Schedule } from './schedule.ts'

export interface LoggedEvent {
  readonly id: string
  readonly type: string
  readonly data: string
  /** The block as it is sent. */
  readonly bytes: Buffer
}

const scripts = ['ключ', '消息', '🚀', 'é']

/** Event `number` is at `number - 1`. */
export function createLog({ events, dialect }: Pick<Schedule, 'events' | 'dialect'>): LoggedEvent[] {
  return Array.from({ length: events }, (_, index) => logEvent(index + 1, dialect))
}

/** The number of the event with this ID; 0 for the start of the stream. @throws Error for an ID that was never sent. */
export function numberOf(log: readonly LoggedEvent[], id: string): number {
  const index = log.findIndex((event) => event.id === id)
  if (index === -1 && id !== '') {
    throw new Error(`Cannot find event: the ID must have been sent, got ${JSON.stringify(id)}`)
  }
  return index + 1
}

/** A block that is none of an event: what servers say between events. */
export function encodeGreeting(retry: number): string {
  return `: welcome\nretry: ${retry}\n\n`
}

function logEvent(number: number, dialect: Schedule['dialect']): LoggedEvent {
  const id = `${dialect.endsWith('unicode') ? scripts[number % 4] : ''}${number}`
  const type = number % 3 === 0 ? 'note' : 'message'
  const isSimple = dialect.startsWith('simple')
  const data = isSimple ? `event-${number}` : dataOf(number)
  const end = dialect === 'crlf' ? '\r\n' : '\n'
  const lines = [
    // The ID's place in the block decides which cuts could move the position too early.
    ...(number % 2 === 0 ? [] : [`id: ${id}`]),
    ...(number % 5 === 0 && !isSimple ? [': a comment', 'retry: 99999999999999999999'] : []),
    ...(type === 'note' ? ['event: note'] : []),
    ...data.split('\n').map((line) => `data: ${line}`),
    ...(number % 2 === 0 ? [`id: ${id}`] : []),
  ]
  return { id, type, data, bytes: Buffer.from([...lines, '', ''].join(end)) }
}

function dataOf(number: number): string {
  const filler = 'line '.repeat(number % 5) + (number % 11 === 0 ? 'x'.repeat(400) : '')
  return number % 4 === 0 ? `event ${number}\n${filler}\n` : `event ${number} ${filler}`
}
