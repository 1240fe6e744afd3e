// The packed tarballs, as users get them. Needs the packages built.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'packages',
    include: ['tooling/packages/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // They wait for other processes more than they compute.
    maxWorkers: 2,
  },
})
