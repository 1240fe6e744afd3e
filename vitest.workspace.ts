// The test configuration: one project per place our code runs in. Packages resolve to their sources.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'tooling/**/*.test.ts'],
          exclude: ['**/*.dom.test.ts', '**/*.e2e.test.ts', '**/node_modules/**', 'tooling/packages/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'dom',
          environment: fileURLToPath(new URL('tooling/browser/dom-environment.ts', import.meta.url)),
          include: ['packages/*/test/**/*.dom.test.{ts,tsx}', 'examples/*/test/**/*.dom.test.{ts,tsx}'],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['packages/*/test/**/*.e2e.test.ts', 'examples/*/test/**/*.e2e.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
