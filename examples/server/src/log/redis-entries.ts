// Events ⇄ entries of one Redis Stream. The entry's ID is the event's ID. Knows shapes and order; asks Redis nothing.
import type { NewEvent, StoredEvent } from './event-log.ts'

/** An event and its place among all events of the log: 1, 2, 3, … without holes, so that a hole is noticed. */
export interface NumberedEvent {
  readonly n: number
  readonly event: StoredEvent
}

interface Entry {
  readonly id: string
  readonly message: Readonly<Record<string, string>>
}

export function toNumberedEvent({ id, message }: Entry): NumberedEvent {
  const { n, topic = '', seq, type = '', data = '{}' } = message
  return { n: Number(n), event: { id, topic, seq: Number(seq), type, data: JSON.parse(data) as NewEvent['data'] } }
}

/** Keys: the stream, the counters of its topics. Arguments: how many to keep, topic, type, data. Gives ID and `seq`. */
// One script, so that order and numbers agree in every process: nothing happens between its lines.
export const appendScript = `
  local n = redis.call('HINCRBY', KEYS[2], '', 1)
  local seq = redis.call('HINCRBY', KEYS[2], ARGV[2], 1)
  local id = redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[1], '*',
    'n', n, 'topic', ARGV[2], 'seq', seq, 'type', ARGV[3], 'data', ARGV[4])
  return { id, seq }
`

/** Whether Redis would take `text` for an entry's ID as it stands, `1` for `1-0` and the like excluded. */
export function isEntryId(text: string): boolean {
  return /^(?:0|[1-9]\d{0,18})-(?:0|[1-9]\d{0,18})$/.test(text)
}

/** By time, then by number within a millisecond. */
export function isAfter(id: string, position: string): boolean {
  const [time, index] = partsOf(id)
  const [otherTime, otherIndex] = partsOf(position)
  return time === otherTime ? index > otherIndex : time > otherTime
}

function partsOf(id: string): [time: bigint, index: bigint] {
  const [time = '', index = ''] = isEntryId(id) ? id.split('-') : []
  return [BigInt(time), BigInt(index)]
}
