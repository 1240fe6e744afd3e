// The demo's users. A real system has a table and passwords here; nothing else would change.

export interface User {
  readonly id: string
  readonly name: string
}

export const users: readonly User[] = [
  { id: 'alice', name: 'Alice' },
  { id: 'bob', name: 'Bob' },
  { id: 'mei', name: 'Mei' },
  { id: 'noor', name: 'Noor' },
]

export function findUser(id: string): User | undefined {
  return users.find((user) => user.id === id)
}
