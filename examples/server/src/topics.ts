// The names of the log's topics, and which of them one stream follows. What a client may hear is decided here and nowhere else:
// user and followed users come from the verified credential, rooms and symbols from the request.
import type { User } from './sign-in/users.ts'
import type { Subscription } from './stream/subscription.ts'

export const everyone = 'everyone'
export const quotes = 'quotes'
export const scores = 'scores'
export const ofUser = (user: string): string => `user:${user}`
/** A client ID counts within its user: nobody hears another user's device by claiming its name. */
export const ofClient = (user: string, client: string): string => `client:${user}/${client}`
export const ofRoom = (room: string): string => `room:${room}`
/** What `user` posts, for all followers: one event, however many they are. */
export const postsOf = (user: string): string => `posts:${user}`

/** Topics whose newest event says it all. */
export const latestOnly: ReadonlySet<string> = new Set([scores])

export function topicsOf({ id, follows }: User, { client, symbols, rooms }: Subscription): ReadonlySet<string> {
  return new Set([
    everyone,
    scores,
    ofUser(id),
    ...(client === undefined ? [] : [ofClient(id, client)]),
    ...[id, ...follows].map(postsOf),
    ...rooms.map(ofRoom),
    ...(symbols.length === 0 ? [] : [quotes]),
  ])
}
