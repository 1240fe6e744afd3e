// Vue, for the behaviours that all adapters share.
import type { Decode } from '@linefeed/client'
import type { Registry, RegistryOptions, StreamDefinition } from '@linefeed/client/store'
import { provideEventStreams, useEventStream, type EventStreamRefs } from '@linefeed/vue'
import { mount } from '@vue/test-utils'
import {
  defineComponent,
  h,
  KeepAlive,
  nextTick,
  onErrorCaptured,
  onMounted,
  onUpdated,
  shallowRef,
  version,
  type PropType,
} from 'vue'
import type { Adapter, Probe, Shown } from '../../../tooling/adapter-behaviours/adapter.ts'

export const vueAdapter: Adapter = {
  name: `Vue ${version}`,
  // Vue 3.4 looks at computed values in its scheduler, where nothing catches what they throw.
  lacks: version.startsWith('3.4.') ? ['computed errors'] : [],
  async act(work) {
    await work()
    await nextTick()
  },
  async mount(registry, options) {
    const probe = createProbe(registry, options)
    await nextTick()
    return probe
  },
}

function createProbe(registry: Registry | undefined, first: RegistryOptions): Probe {
  const renders: Shown[] = []
  const commits: Shown[] = []
  const caught: unknown[] = []
  let latest: EventStreamRefs<unknown> | undefined
  const options = shallowRef(first)
  const isVisible = shallowRef(true)
  const generation = shallowRef(0)

  const Stream = defineComponent({
    props: { options: { type: Object as PropType<RegistryOptions>, required: true } },
    setup(props) {
      const refs = useEventStream(() => props.options as StreamDefinition<Decode, unknown>)
      const commit = (): void => void commits.push(...renders.slice(-1))
      latest = refs
      onMounted(commit)
      onUpdated(commit)
      return () => {
        const { data, state, error, lastEventId } = refs
        renders.push({
          data: data.value,
          phase: state.value.phase,
          error: error.value?.code,
          lastEventId: lastEventId.value,
        })
        return String(data.value)
      }
    },
  })

  const App = defineComponent({
    setup() {
      if (registry) {
        provideEventStreams({ registry })
      }
      onErrorCaptured((error) => {
        caught.push(error)
        return false
      })
      return () =>
        h('div', { key: generation.value }, [
          h(KeepAlive, null, () => (isVisible.value ? h(Stream, { options: options.value }) : undefined)),
        ])
    },
  })

  const screen = mount(App)
  const change = async (work: () => void): Promise<void> => {
    work()
    await nextTick()
  }
  return {
    renders,
    commits,
    get shown() {
      return commits.at(-1)
    },
    get thrown() {
      return caught[0]
    },
    get reconnect() {
      return latest?.reconnect
    },
    get close() {
      return latest?.close
    },
    update: (next) => change(() => (options.value = next)),
    replace: () =>
      change(() => {
        renders.length = 0
        generation.value++
      }),
    hide: () => change(() => (isVisible.value = false)),
    show: () => change(() => (isVisible.value = true)),
    unmount: () => change(() => screen.unmount()),
  }
}
