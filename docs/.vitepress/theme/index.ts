// VitePress's theme, with our colours and the playground.
import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme'
import Playground from '../../components/playground.vue'
import './style.css'

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => void app.component('Playground', Playground),
} satisfies Theme
