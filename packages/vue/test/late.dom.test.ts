// A stream that is asked for when its component is mounted already.
import { useEventStream } from '@linefeed/vue'
import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { defineComponent, effectScope, nextTick, onMounted } from 'vue'
import { createHouse, join } from '../../../tooling/adapter-behaviours/house.ts'

test.each([
  ['in a scope that components share', true],
  ['in the component itself', false],
])('first used in onMounted, %s: opens, and ends with it', async (_, isShared) => {
  const house = createHouse()
  const scope = effectScope(true)
  const use = (): unknown => useEventStream({ ...house.options(), ...join } as never)
  const page = mount(
    defineComponent({
      setup() {
        onMounted(() => void (isShared ? scope.run(use) : use()))
        return () => null
      },
    }),
  )
  await nextTick()
  await house.clock.advance(1_000)
  expect(house.server.requests).toHaveLength(1)
  page.unmount()
  scope.stop()
  await house.clock.advance(1_000)
  expect(house.server.connections.filter(({ phase }) => phase === 'open')).toEqual([])
})
