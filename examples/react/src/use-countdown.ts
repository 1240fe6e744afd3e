import { useEffect, useState } from 'react'
import { untilNow } from '../../dashboard/src/words.ts'

/** What is left until `time`, milliseconds since 1970; `''` without one. */
export function useCountdown(time: number | undefined): string {
  const [, tick] = useState(0)
  useEffect(() => {
    if (time !== undefined) {
      const timer = setInterval(() => tick((ticks) => ticks + 1), 100)
      return () => clearInterval(timer)
    }
    return undefined
  }, [time])
  return time === undefined ? '' : untilNow(time)
}
