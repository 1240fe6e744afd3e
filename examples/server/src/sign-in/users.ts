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

/** Besides those listed, `load-1`, `load-2`, …: for whoever needs thousands. Each follows the one before. */
export function findUser(id: string): User | undefined {
  return users.find((user) => user.id === id) ?? loadUser(id)
}

function loadUser(id: string): User | undefined {
  const number = Number(/^load-([1-9]\d{0,5})$/.exec(id)?.[1])
  return number > 0 ? { id, name: `Load ${number}`, follows: number > 1 ? [`load-${number - 1}`] : [] } : undefined
}
