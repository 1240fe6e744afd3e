// The user's one stream, as seen by a component: the part it selects, and every event by callback.
import type { StoreCallbacks } from '@linefeed/client/store'
import { useEventStream, type EventStreamView } from '@linefeed/react'
import type { Desk } from '../../dashboard/src/desk.ts'
import { myEvents, requestFor } from '../../dashboard/src/my-events.ts'
import type { MyEvent } from '../../dashboard/src/wire-events.ts'
import { useDashboard } from './context.ts'

export function useMyEvents<Selected>(
  select: (desk: Desk) => Selected,
  callbacks: StoreCallbacks<MyEvent> = {},
): EventStreamView<Selected> {
  const { wanted } = useDashboard()
  return useEventStream({ ...myEvents, body: () => requestFor(wanted), select, ...callbacks })
}
