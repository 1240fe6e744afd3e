// The embedded event log: retained events in memory, every one appended to one file before anybody hears of it.
// It survives the death of the process at any byte, not a power cut: nothing is fsynced but compactions. One process per file.
import { randomBytes } from 'node:crypto'
import type { EventLog, NewEvent, Page, StoredEvent } from './event-log.ts'
import { openJournal, type JournalRecord } from './journal.ts'

export interface FileLogOptions {
  /** Events kept, of all topics together. */
  keep: number
}

const pageSize = 1_000

/**
 * Opens the log in `path`, or starts one.
 * @throws Error when the file exists and is not an event log.
 */
export function openFileLog(path: string, { keep }: FileLogOptions): EventLog {
  // The name makes positions of another log (a deleted file, another server) recognisable as such.
  const journal = openJournal(path, randomBytes(4).toString('hex'))
  const counted = new Map(journal.counted)
  const listeners = new Set<(event: StoredEvent) => void>()
  const retained = journal.records.slice(-keep)
  let head = retained.at(-1)?.n ?? 0
  for (const { topic, seq } of journal.records) {
    counted.set(topic, seq)
  }

  function idOf(n: number): string {
    return `${journal.name}-${n}`
  }

  /** `undefined` when `id` is not a position of this log. */
  function numberOf(id: string): number | undefined {
    const n = Number(id.slice(journal.name.length + 1))
    return Number.isSafeInteger(n) && n > 0 && n <= head && id === idOf(n) ? n : undefined
  }

  function toEvent({ n, topic, seq, type, data }: JournalRecord): StoredEvent {
    return { id: idOf(n), topic, seq, type, data }
  }

  function pageFrom(index: number, complete: boolean): Page {
    const events = retained.slice(index, index + pageSize).map(toEvent)
    return { complete, events, isLast: index + events.length === retained.length }
  }

  return {
    async append({ topic, type, data }: NewEvent) {
      const record = { n: head + 1, topic, seq: (counted.get(topic) ?? 0) + 1, type, data }
      // Written first: an event a reader has seen must never be forgotten, or its ID would be given out twice.
      journal.append(record)
      head = record.n
      counted.set(topic, record.seq)
      retained.push(record)
      if (retained.length > keep) {
        retained.shift()
      }
      journal.compactWhenWasteful(retained, counted)
      const event = toEvent(record)
      for (const onEvent of listeners) {
        onEvent(event)
      }
      return event
    },

    async readAfter(position) {
      if (position === '') {
        return pageFrom(0, true)
      }
      const n = numberOf(position)
      const oldest = retained[0]?.n ?? 1
      return n === undefined || n < oldest - 1 ? pageFrom(0, false) : pageFrom(n - oldest + 1, true)
    },

    async subscribe(onEvent) {
      // A wrapper per subscription: the same function may subscribe twice.
      const listener = (event: StoredEvent) => onEvent(event)
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    isAfter: (id, position) => (numberOf(id) ?? 0) > (numberOf(position) ?? 0),

    async close() {
      journal.close()
    },
  }
}
