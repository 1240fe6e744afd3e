// What runs in the page: Vue.
import { useEventStream } from '@linefeed/vue'
import { createApp, defineComponent, h, reactive, type App } from 'vue'
import type { Scene } from '../../../../tooling/adapter-behaviours/in-chromium.ts'

const shown = reactive({ user: '', copies: 0 })
let app: App | undefined

const scene: Scene = {
  renders: [],
  heard: [],
  show(user, copies) {
    Object.assign(shown, { user, copies })
    if (!app) {
      app = createApp(() => Array.from({ length: shown.copies }, (_, key) => h(Stream, { key, user: shown.user })))
      app.mount(document.body)
    }
  },
  leave() {
    app?.unmount()
    app = undefined
  },
}

const Stream = defineComponent({
  props: { user: { type: String, required: true } },
  setup(props) {
    const { data } = useEventStream('/stream', {
      identity: () => props.user,
      initial: '',
      reduce: (_, event) => event.data,
      onEvent: (event) => scene.heard.push(`${props.user}: ${event.data}`),
    })
    return () => {
      scene.renders.push([props.user, data.value])
      return data.value
    }
  },
})

Object.assign(globalThis, { scene })
