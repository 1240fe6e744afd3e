// The page's build. `@linefeed/*` resolves to this repository's sources through the root tsconfig: nothing needs building first.
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  resolve: { tsconfigPaths: true },
  build: { outDir: 'dist', emptyOutDir: true },
})
