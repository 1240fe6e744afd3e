import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { alias, proxy } from '../dashboard/vite-shared.ts'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [vue()],
  resolve: { alias },
  server: { proxy },
})
