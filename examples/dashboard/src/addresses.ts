// Whom a note can be sent to, and the request that does it.
import { client } from './my-events.ts'
import type { User } from './session.ts'

export interface Address {
  readonly label: string
  readonly path: string
}

export function addresses(users: readonly User[], self: string): readonly Address[] {
  return [
    ...users.filter(({ id }) => id !== self).map(({ id, name }) => ({ label: name, path: `/users/${id}/notify` })),
    { label: 'Everyone', path: '/everyone/notify' },
    { label: 'My followers', path: '/posts' },
    { label: 'Me', path: `/users/${self}/notify` },
    { label: 'Me, this tab', path: `/users/${self}/clients/${client}/notify` },
  ]
}
