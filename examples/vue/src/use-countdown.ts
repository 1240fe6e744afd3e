import { shallowRef, toValue, watch, type MaybeRefOrGetter, type ShallowRef } from 'vue'
import { untilNow } from '../../dashboard/src/words.ts'

/** What is left until `time`, milliseconds since 1970; `''` without one. */
export function useCountdown(time: MaybeRefOrGetter<number | undefined>): Readonly<ShallowRef<string>> {
  const left = shallowRef('')
  watch(
    () => toValue(time),
    (end, _before, onCleanup) => {
      const tick = (): void => {
        left.value = end === undefined ? '' : untilNow(end)
      }
      tick()
      if (end !== undefined) {
        const timer = setInterval(tick, 100)
        onCleanup(() => clearInterval(timer))
      }
    },
    { immediate: true },
  )
  return left
}
