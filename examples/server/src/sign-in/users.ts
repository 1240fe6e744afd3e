// The demo's users, and who follows whom. A real system has tables and passwords here; nothing else would change.

export interface User {
  readonly id: string
  readonly name: string
  /** Users whose posts this one gets. */
  readonly follows: readonly string[]
}

export const users: readonly User[] = [
  { id: 'alice', name: 'Alice', follows: ['bob', 'mei'] },
  { id: 'bob', name: 'Bob', follows: ['alice', 'mei'] },
  { id: 'mei', name: 'Mei', follows: ['alice'] },
  { id: 'noor', name: 'Noor', follows: ['alice', 'bob', 'mei'] },
]

export function findUser(id: string): User | undefined {
  return users.find((user) => user.id === id)
}
