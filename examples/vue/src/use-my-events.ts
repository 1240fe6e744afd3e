// The user's one stream, as seen by a component: the part it selects, and every event by callback.
import type { StoreCallbacks } from '@linefeed/client/store'
import { useEventStream, type EventStreamRefs } from '@linefeed/vue'
import type { Desk } from '../../dashboard/src/desk.ts'
import { myEvents, requestFor } from '../../dashboard/src/my-events.ts'
import type { MyEvent } from '../../dashboard/src/wire-events.ts'
import { useDashboard } from './dashboard.ts'

export function useMyEvents<Selected>(
  select: (desk: Desk) => Selected,
  callbacks: StoreCallbacks<MyEvent> = {},
): EventStreamRefs<Selected> {
  const { wanted } = useDashboard()
  return useEventStream({ ...myEvents, body: () => requestFor(wanted.value), select, ...callbacks })
}
