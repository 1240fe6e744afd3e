// Events of one user, one by one → everything the dashboard shows. Knows the wire; knows nothing of connections or pages.
import type { ChatMessage, Notification, Quote, Room, Scoreboard, TickerSymbol } from '../../server/wire.ts'
import type { MyEvent } from './wire-events.ts'

export type NoteKind = 'notification' | 'direct' | 'announcement' | 'post'

/** What somebody said to this user, however it was addressed. */
export interface Note extends Pick<Notification, 'from' | 'text' | 'sentAt'> {
  readonly id: string
  readonly kind: NoteKind
}

export type Said = ChatMessage & { readonly id: string }

/** Where every followed symbol stood at one instant. */
export interface Tick {
  /** Seconds since 1970. */
  readonly at: number
  /** Percent since the session's start. */
  readonly percent: Readonly<Partial<Record<TickerSymbol, number>>>
}

export interface Desk {
  readonly following: readonly TickerSymbol[]
  /** Newest first. */
  readonly notes: readonly Note[]
  /** Oldest first. */
  readonly ticks: readonly Tick[]
  readonly quotes: Readonly<Partial<Record<TickerSymbol, Quote>>>
  /** Of all joined rooms, oldest first. */
  readonly said: readonly Said[]
  readonly present: Readonly<Partial<Record<Room, readonly string[]>>>
  readonly scores: Scoreboard['scores']
}

export const emptyDesk: Desk = { following: [], notes: [], ticks: [], quotes: {}, said: [], present: {}, scores: [] }

const mostNotes = 50
const mostTicks = 180
const mostSaid = 300

export function reduceDesk(desk: Desk, event: MyEvent): Desk {
  switch (event.type) {
    case 'welcome':
      return { ...desk, following: event.data.symbols }
    case 'notification':
    case 'direct':
    case 'announcement':
      return withNote(desk, event.lastEventId, event.type, event.data)
    case 'post':
      return withNote(desk, event.lastEventId, event.type, { ...event.data, from: event.data.author })
    case 'quotes':
      return withQuotes(desk, Date.parse(event.data.at) / 1000, event.data.quotes)
    case 'message':
      return { ...desk, said: [...desk.said, { ...event.data, id: event.lastEventId }].slice(-mostSaid) }
    case 'presence':
      return { ...desk, present: { ...desk.present, [event.data.room]: event.data.users } }
    case 'scores':
      return { ...desk, scores: event.data.scores }
    case 'gap':
    default:
      return desk
  }
}

/** What was fetched and what was streamed, each message once, oldest first. */
export function mergeById(fetched: readonly Said[], streamed: readonly Said[]): readonly Said[] {
  // oxlint-disable-next-line unicorn/no-array-sort -- the array is new, and `toSorted` is younger than some browsers
  return [...new Map([...fetched, ...streamed].map((said) => [said.id, said])).values()].sort((a, b) => a.seq - b.seq)
}

/** Since the session's start. */
export function percentOf({ price, change }: Quote): number {
  return (change / (price - change)) * 100
}

function withNote(desk: Desk, id: string, kind: NoteKind, data: Pick<Notification, 'from' | 'text' | 'sentAt'>): Desk {
  const { from, text, sentAt } = data
  return { ...desk, notes: [{ id, kind, from, text, sentAt }, ...desk.notes].slice(0, mostNotes) }
}

/** A batch holds what moved: what is followed and did not move stands where it stood. */
function withQuotes(desk: Desk, at: number, moved: readonly Quote[]): Desk {
  const before = desk.ticks.at(-1)?.percent ?? {}
  const standing = desk.following.map((symbol) => [symbol, before[symbol]] as const)
  const percent = Object.fromEntries([...standing, ...moved.map((quote) => [quote.symbol, percentOf(quote)] as const)])
  return {
    ...desk,
    ticks: [...desk.ticks, { at, percent }].slice(-mostTicks),
    quotes: { ...desk.quotes, ...Object.fromEntries(moved.map((quote) => [quote.symbol, quote])) },
  }
}
