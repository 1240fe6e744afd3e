import { useCallback, useState } from 'react'
import { reasonOf } from '../../dashboard/src/words.ts'

/** Runs requests; says why the last one failed. */
export function useAction(): { failure: string; run: (action: () => Promise<void>) => void } {
  const [failure, setFailure] = useState('')
  const run = useCallback((action: () => Promise<void>) => {
    action().then(
      () => setFailure(''),
      (error: unknown) => setFailure(reasonOf(error)),
    )
  }, [])
  return { failure, run }
}
