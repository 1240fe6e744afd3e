import { test } from 'vitest'
import { expectHydration } from './app.ts'

// What is seen is asserted on the way: the server's text, the page's, the console, the requests.
// oxlint-disable-next-line vitest/expect-expect
test('Nuxt: renders without a connection, hydrates without a warning', async () => {
  await expectHydration({
    dependencies: ['nuxt@4.5.2', 'vue@3.5.45'],
    build: ['node_modules/nuxt/bin/nuxt.mjs', 'build'],
    start: () => ['.output/server/index.mjs'],
    files: {
      'nuxt.config.ts': `export default defineNuxtConfig({
  compatibilityDate: '2026-11-01',
  telemetry: false,
  app: { head: { link: [{ rel: 'icon', href: 'data:,' }] } },
  runtimeConfig: { public: { events: '' } },
})`,
      'app/app.vue': `<script setup>
import { useEventStream } from '@linefeed/vue'
const { events } = useRuntimeConfig().public
const { data } = useEventStream(events, { initial: [], reduce: (list, { data }) => [...list, data] })
</script>
<template><main><h1>Notices</h1><p>{{ data.length === 0 ? 'nothing yet' : data.join(', ') }}</p></main></template>`,
    },
  })
})
