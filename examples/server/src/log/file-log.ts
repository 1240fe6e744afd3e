// The embedded event log: histories in memory, every event appended to one file before anybody hears of it.
// It survives the death of the process at any byte, not a power cut: nothing is fsynced but compactions. One process per file.
import { randomBytes } from 'node:crypto'
import type { EventLog, History, NewEvent, StoredEvent } from './event-log.ts'
import { openJournal } from './journal.ts'

export interface FileLogOptions {
  /** Events kept per user. */
  keep: number
}

interface UserHistory {
  head: number
  readonly events: StoredEvent[]
  readonly listeners: Set<(event: StoredEvent) => void>
}

/**
 * Opens the log in `path`, or starts one.
 * @throws Error when the file exists and is not an event log.
 */
export function openFileLog(path: string, { keep }: FileLogOptions): EventLog {
  const histories = new Map<string, UserHistory>()
  // The name makes positions of another log (a deleted file, another server) recognisable as such.
  const journal = openJournal(path, randomBytes(4).toString('hex'))
  for (const { user, seq, type, data } of journal.records) {
    remember(historyOf(user), { id: idOf(seq), seq, type, data })
  }

  function historyOf(user: string): UserHistory {
    const existing = histories.get(user)
    if (existing) {
      return existing
    }
    const created: UserHistory = { head: 0, events: [], listeners: new Set() }
    histories.set(user, created)
    return created
  }

  function idOf(seq: number): string {
    return `${journal.name}-${seq}`
  }

  function remember(history: UserHistory, event: StoredEvent): void {
    history.head = event.seq
    history.events.push(event)
    if (history.events.length > keep) {
      history.events.shift()
    }
  }

  /** `undefined` when `id` is not a position of this log. */
  function seqOf(id: string): number | undefined {
    const seq = Number(id.slice(journal.name.length + 1))
    return Number.isSafeInteger(seq) && seq > 0 && id === idOf(seq) ? seq : undefined
  }

  function retained() {
    return [...histories].flatMap(([user, { events }]) =>
      events.map(({ seq, type, data }) => ({ user, seq, type, data })),
    )
  }

  return {
    async append(user: string, { type, data }: NewEvent) {
      const history = historyOf(user)
      const seq = history.head + 1
      const event: StoredEvent = { id: idOf(seq), seq, type, data }
      // Written first: an event a reader has seen must never be forgotten, or its ID would be given out twice.
      journal.append({ user, seq, type, data })
      remember(history, event)
      journal.compactWhenWasteful(
        retained,
        [...histories.values()].reduce((sum, { events }) => sum + events.length, 0),
      )
      for (const onEvent of history.listeners) {
        onEvent(event)
      }
      return event
    },

    async readAfter(user: string, lastEventId: string): Promise<History> {
      const { head, events } = historyOf(user)
      if (lastEventId === '') {
        return { complete: true, events: [...events], head }
      }
      const position = seqOf(lastEventId)
      const oldest = events[0]?.seq ?? 1
      if (position === undefined || position > head || position < oldest - 1) {
        return { complete: false, events: [...events], head }
      }
      return { complete: true, events: events.slice(position - oldest + 1), head }
    },

    async subscribe(user, onEvent) {
      const { listeners } = historyOf(user)
      // A wrapper per subscription: the same function may subscribe twice.
      const listener = (event: StoredEvent) => onEvent(event)
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    async close() {
      journal.close()
    },
  }
}
