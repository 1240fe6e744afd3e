import { shallowRef, type ShallowRef } from 'vue'
import { reasonOf } from '../../dashboard/src/words.ts'

/** Runs requests; says why the last one failed. */
export function useAction(): { failure: ShallowRef<string>; run: (action: () => Promise<void>) => Promise<void> } {
  const failure = shallowRef('')
  return {
    failure,
    async run(action) {
      try {
        await action()
        failure.value = ''
      } catch (error) {
        failure.value = reasonOf(error)
      }
    },
  }
}
