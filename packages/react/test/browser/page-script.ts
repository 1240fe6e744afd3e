// What runs in the page: React, in strict mode.
import { useEventStream } from '@linefeed/react'
import { createElement as h, StrictMode, type ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import type { Scene } from '../../../../tooling/adapter-behaviours/in-chromium.ts'

const scene: Scene = {
  renders: [],
  heard: [],
  show(user, copies) {
    root ??= createRoot(document.body)
    root.render(h(StrictMode, null, ...Array.from({ length: copies }, (_, key) => h(Stream, { key, user }))))
  },
  leave() {
    root?.unmount()
    root = undefined
  },
}
let root: Root | undefined

function Stream({ user }: { user: string }): ReactNode {
  const { data } = useEventStream('/stream', {
    identity: user,
    initial: '',
    decode: ({ data: text }) => text,
    reduce: (_, event) => event.data,
    onEvent: (event) => scene.heard.push(`${user}: ${event.data}`),
  })
  scene.renders.push([user, data])
  return data
}

Object.assign(globalThis, { scene })
