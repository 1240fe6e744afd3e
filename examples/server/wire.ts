// What travels: every event of /me/events with its data, the request that asks for it, and the rooms and symbols there are.
// Shared by the server and the pages. Types and lists, no behaviour.

/** Symbols that can be followed. */
export const symbols = ['ACME', 'HOOL', 'INIT', 'GLOB', 'UMBR', 'WAYN', 'STRK', 'CYBR'] as const
export type TickerSymbol = (typeof symbols)[number]

/** Chat rooms that can be joined. */
export const rooms = ['lobby', 'games', 'help'] as const
export type Room = (typeof rooms)[number]

/** Body of `POST /me/events`; the same names, lists separated by commas, as query parameters of `GET /me/events`. */
export interface StreamRequest {
  /** This device or tab, so that it can be addressed alone: 1 to 64 letters, digits, `-` and `_`. Nobody's, if left out. */
  readonly client?: string
  /** Quotes to receive. None, if left out. Changing them keeps the position. */
  readonly symbols?: readonly TickerSymbol[]
  /** Rooms to be in. None, if left out. Changing them keeps the position. */
  readonly rooms?: readonly Room[]
}

/**
 * An event of the log: `seq` counts the events of its topic 1, 2, 3, … without holes; times are ISO 8601.
 * Quotes without a followed symbol and boards that were superseded are not sent: there, holes are no losses.
 */
interface Logged {
  readonly seq: number
}

export interface Notification extends Logged {
  readonly from: string
  readonly text: string
  readonly sentAt: string
}

export interface ChatMessage extends Logged {
  readonly room: Room
  readonly from: string
  readonly text: string
  readonly sentAt: string
}

export interface Post extends Logged {
  readonly author: string
  readonly text: string
  readonly sentAt: string
}

export interface Quote {
  readonly symbol: TickerSymbol
  readonly price: number
  /** Since the session's start. */
  readonly change: number
}

/** One transaction: all quotes of one instant, as far as this client follows their symbols. */
export interface QuoteBatch extends Logged {
  readonly at: string
  readonly quotes: readonly Quote[]
}

/** The whole board, best first: a newer one replaces it, so boards may be left out. */
export interface Scoreboard extends Logged {
  readonly at: string
  readonly scores: readonly { readonly player: string; readonly points: number }[]
}

/** Who is in a room now. A state and no history: without an ID, sent at the start and after every change. */
export interface Presence {
  readonly room: Room
  readonly users: readonly string[]
}

/** The first event of every response. */
export interface Welcome {
  readonly user: string
  readonly client: string | null
  readonly resumedFrom: string
  readonly process: number
  readonly symbols: readonly TickerSymbol[]
  readonly rooms: readonly Room[]
}

/** Events after the position are gone. What is left follows. */
export interface WireGap {
  readonly oldest: { readonly id: string; readonly seq: number } | null
}

/** Event name → data, for everything on `/me/events`. */
export interface WireEvents {
  readonly welcome: Welcome
  readonly gap: WireGap
  /** To one user, on all their devices. */
  readonly notification: Notification
  /** To one device of one user. */
  readonly direct: Notification
  /** To everyone. */
  readonly announcement: Notification
  /** In a room. */
  readonly message: ChatMessage
  readonly presence: Presence
  /** By somebody this user follows, or by themselves. */
  readonly post: Post
  readonly quotes: QuoteBatch
  readonly scores: Scoreboard
}
