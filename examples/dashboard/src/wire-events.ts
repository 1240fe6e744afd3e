// The events of /me/events as the server types them, for `decode`.
import { json, type AnyEvent } from '@linefeed/client'
import type { WireEvents } from '../../server/wire.ts'

export type MyEvent = AnyEvent<typeof wireEvents>

export const wireEvents = {
  welcome: json<WireEvents['welcome']>(),
  gap: json<WireEvents['gap']>(),
  notification: json<WireEvents['notification']>(),
  direct: json<WireEvents['direct']>(),
  announcement: json<WireEvents['announcement']>(),
  message: json<WireEvents['message']>(),
  presence: json<WireEvents['presence']>(),
  post: json<WireEvents['post']>(),
  quotes: json<WireEvents['quotes']>(),
  scores: json<WireEvents['scores']>(),
}
