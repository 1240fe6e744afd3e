// Events ⇄ entries of one Redis Stream. An event's ID is the log's name and the entry's ID. Knows shapes and order; asks Redis nothing.
import type { NewEvent, StoredEvent } from './event-log.ts'

export interface LogEntry {
  /** `1795226400123-0`: Redis makes it of its clock. */
  readonly entryId: string
  /** The log it is of: another one after Redis has lost everything. */
  readonly log: string
  /** Its place among all events of the log: 1, 2, 3, … without holes, so that a hole is noticed. */
  readonly n: number
  readonly event: StoredEvent
}

interface RawEntry {
  readonly id: string
  readonly message: Readonly<Record<string, string>>
}

export function toLogEntry({ id: entryId, message }: RawEntry): LogEntry {
  const { log = '', n, topic = '', seq, type = '', data = '{}' } = message
  const event = { id: `${log}-${entryId}`, topic, seq: Number(seq), type, data: JSON.parse(data) as NewEvent['data'] }
  return { entryId, log, n: Number(n), event }
}

/** Keys: the stream, the counters of its topics. Arguments: a name if it has none, how many to keep, topic, type, data. */
// One script, so that order and numbers agree in every process: nothing happens between its lines.
export const appendScript = `
  redis.call('HSETNX', KEYS[2], ':log', ARGV[1])
  local log = redis.call('HGET', KEYS[2], ':log')
  local n = redis.call('HINCRBY', KEYS[2], ':n', 1)
  local seq = redis.call('HINCRBY', KEYS[2], 'topic ' .. ARGV[3], 1)
  local id = redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[2], '*',
    'log', log, 'n', n, 'topic', ARGV[3], 'seq', seq, 'type', ARGV[4], 'data', ARGV[5])
  return { log .. '-' .. id, seq }
`

/** An event's ID in its parts; `undefined` when it is of no log in Redis. */
export function parseId(id: string): { log: string; entryId: string } | undefined {
  const [, log, entryId] = /^([\da-f]{8})-(\d{1,19}-\d{1,19})$/.exec(id) ?? []
  return log === undefined || entryId === undefined ? undefined : { log, entryId }
}

/** By time, then by number within a millisecond: the next log comes after one that was lost. */
export function isAfter(id: string, position: string): boolean {
  const [time, index] = timeOf(id)
  const [otherTime, otherIndex] = timeOf(position)
  return time === otherTime ? index > otherIndex : time > otherTime
}

function timeOf(id: string): [time: bigint, index: bigint] {
  const [time = '', index = ''] = parseId(id)?.entryId.split('-') ?? []
  return [BigInt(time), BigInt(index)]
}
