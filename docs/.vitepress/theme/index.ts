// VitePress's theme, with our colours and the playground.
import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme'
import Playground from '../../components/playground.vue'
import Layout from './layout.vue'

export default {
  extends: DefaultTheme,
  Layout,
  enhanceApp: ({ app }) => void app.component('Playground', Playground),
} satisfies Theme
