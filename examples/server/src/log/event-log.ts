// Where events are kept until every reader has them: one log, one order, every event addressed to one topic.
// The server knows this interface alone: a file behind it today, Redis Streams tomorrow.

/** What a notification or any other event says, as JSON. */
export type EventData = Readonly<Record<string, unknown>>

/** An event on its way into the log. */
export interface NewEvent {
  /** Whom it is for: `user:alice`, `room:lobby`, `everyone`, … Readers follow topics. */
  readonly topic: string
  readonly type: string
  readonly data: EventData
}

/** An event in the log. */
export interface StoredEvent extends NewEvent {
  /** What travels as `id:` and comes back as `Last-Event-ID`: opaque to clients, unique in this log, the same in every process. */
  readonly id: string
  /** 1, 2, 3, … per topic without holes: what a reader counts losses and duplicates with. */
  readonly seq: number
}

/** Some of the retained events after a position, of all topics, oldest first. */
export interface Page {
  /** `false` when events after the position are gone, or the position is not of this log: then it starts with the oldest retained one. */
  readonly complete: boolean
  readonly events: readonly StoredEvent[]
  /** Whether this page reached the end of the log: the rest comes by subscription. */
  readonly isLast: boolean
}

export interface EventLog {
  /** Stores `event` and tells every subscriber in every process. Resolves when it will survive the death of this process. */
  append(event: NewEvent): Promise<StoredEvent>
  /** The page after `position`, an event's ID; from the oldest retained event on for `''`. */
  readAfter(position: string): Promise<Page>
  /** Resolves to its own undoing once every later event, of all topics, will reach `onEvent`, in order. */
  subscribe(onEvent: (event: StoredEvent) => void): Promise<() => void>
  /** Whether the event `id` comes after the event `position`; always for `''`. Both are IDs of this log. */
  isAfter(id: string, position: string): boolean
  /** Lets go of files and connections. */
  close(): Promise<void>
}
