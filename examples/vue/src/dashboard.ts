// What all panels need to know: who is signed in, who else there is, what this tab wants to hear of.
import { inject, provide, type InjectionKey, type ShallowRef } from 'vue'
import type { Wanted } from '../../dashboard/src/my-events.ts'
import type { Session, User } from '../../dashboard/src/session.ts'

export interface Shared {
  readonly session: Session
  readonly users: readonly User[]
  readonly wanted: ShallowRef<Wanted>
}

const key: InjectionKey<Shared> = Symbol('dashboard')

export function provideDashboard(shared: Shared): void {
  provide(key, shared)
}

/** @throws Error outside of the dashboard. */
export function useDashboard(): Shared {
  const shared = inject(key)
  if (!shared) {
    throw new Error('Cannot use the dashboard: the component must be inside of it')
  }
  return shared
}

export function useNameOf(): (id: string) => string {
  const { users } = useDashboard()
  return (id) => users.find((user) => user.id === id)?.name ?? id
}
