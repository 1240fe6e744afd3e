import { expect, test } from 'vitest'
import { editWhileOpen } from '../../../tooling/hot-reload/hot-reload.ts'

const component = (word: { script: string; template: string }): string => `<script setup>
import { useEventStream } from '@linefeed/vue'
const word = '${word.script}'
const { data } = useEventStream('/events', { initial: [], reduce: (list, { data }) => [...list, data] })
</script>
<template><p>{{ word }}${word.template}: {{ data.join(', ') }}</p></template>`

test.each([
  ['script', { script: 'before', template: '' }],
  ['template', { script: '', template: 'before' }],
])('hot reload: a component with an edited %s keeps its stream', async (_part, word) => {
  const seen = await editWhileOpen({
    example: 'vue',
    plugin: '@vitejs/plugin-vue',
    main: `import { createApp } from 'vue'\nimport Ticks from './ticks.vue'\ncreateApp(Ticks).mount('#app')`,
    component: ['ticks.vue', component(word)],
  })
  expect(seen).toEqual({ texts: ['before: one', 'after: one, two', 'true'], requests: 1 })
})
