import { useEffect, useRef } from 'react'
import { useDashboard } from './context.ts'
import { useMyEvents } from './use-my-events.ts'

/** The stream's request says what is wanted: another wish is another request, from the same position. */
export function useReconnectWhenWantedChanges(): void {
  const { wanted } = useDashboard()
  const { reconnect } = useMyEvents(() => undefined)
  const asked = useRef(wanted)
  useEffect(() => {
    if (asked.current !== wanted) {
      asked.current = wanted
      reconnect()
    }
  }, [wanted, reconnect])
}
