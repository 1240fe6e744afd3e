// Where events are kept until every reader has them. The server knows this interface alone: a file behind it today, Redis tomorrow.

/** What a notification or any other event says, as JSON. */
export type EventData = Readonly<Record<string, unknown>>

/** An event on its way into the log. */
export interface NewEvent {
  readonly type: string
  readonly data: EventData
}

/** An event in the log. */
export interface StoredEvent extends NewEvent {
  /** What travels as `id:` and comes back as `Last-Event-ID`: opaque to clients, unique in this log. */
  readonly id: string
  /** 1, 2, 3, … per user without holes: what a reader counts losses and duplicates with. */
  readonly seq: number
}

/** One user's retained events after a position. */
export interface History {
  /** `false` when events after the position are gone, or the position is not of this log: then `events` is all there is. */
  readonly complete: boolean
  readonly events: readonly StoredEvent[]
  /** `seq` of the user's newest event at the moment of reading; 0 when there is none. What a subscription brings up to here came twice. */
  readonly head: number
}

export interface EventLog {
  /** Stores `event` for `user`, then tells the subscribers. Resolves when it will survive the death of this process. */
  append(user: string, event: NewEvent): Promise<StoredEvent>
  /** The events of `user` after `lastEventId`; all retained ones for `''`. */
  readAfter(user: string, lastEventId: string): Promise<History>
  /** Resolves to its own undoing once every later `append` for `user` will reach `onEvent`, in order. */
  subscribe(user: string, onEvent: (event: StoredEvent) => void): Promise<() => void>
  /** Lets go of files and connections. */
  close(): Promise<void>
}
