import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { alias, proxy } from '../dashboard/vite-shared.ts'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  resolve: { alias },
  server: { proxy },
})
