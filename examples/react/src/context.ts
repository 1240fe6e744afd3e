import { createContext, use } from 'react'
import type { Wanted } from '../../dashboard/src/my-events.ts'
import type { Session, User } from '../../dashboard/src/session.ts'

export interface Shared {
  readonly session: Session
  readonly users: readonly User[]
  readonly wanted: Wanted
  readonly want: (change: (wanted: Wanted) => Wanted) => void
}

export const DashboardContext = createContext<Shared | undefined>(undefined)

/** @throws Error outside of the dashboard. */
export function useDashboard(): Shared {
  const shared = use(DashboardContext)
  if (!shared) {
    throw new Error('Cannot use the dashboard: the component must be inside of it')
  }
  return shared
}

export function useNameOf(): (id: string) => string {
  const { users } = useDashboard()
  return (id) => users.find((user) => user.id === id)?.name ?? id
}
