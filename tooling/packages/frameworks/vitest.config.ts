// Production builds of whole frameworks: minutes, so not part of every test run. Needs the packages built.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'frameworks',
    include: ['tooling/packages/frameworks/*.frameworks.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
})
