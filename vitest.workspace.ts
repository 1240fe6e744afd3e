// The test configuration: one project per place our code runs in. Packages resolve to their sources.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { reactCompilerPlugin } from './tooling/frameworks/react-compiler/compile.ts'

const dom = fileURLToPath(new URL('tooling/browser/dom-environment.ts', import.meta.url))

/** Packages as one of the folders in tooling/frameworks has them installed. */
function installedIn(folder: string, ...names: string[]) {
  const modules = new URL(`tooling/frameworks/${folder}/node_modules/`, import.meta.url)
  return names.map((name) => ({ find: name, replacement: fileURLToPath(new URL(name, modules)) }))
}

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: [
            'packages/*/test/**/*.test.ts',
            '{examples,benchmarks}/*/test/**/*.test.ts',
            'tooling/**/*.test.ts',
            'docs/test/**/*.test.ts',
          ],
          exclude: ['**/*.dom.test.ts', '**/*.e2e.test.ts', '**/node_modules/**', 'tooling/packages/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'dom',
          environment: dom,
          include: ['packages/*/test/**/*.dom.test.{ts,tsx}', 'examples/*/test/**/*.dom.test.{ts,tsx}'],
        },
      },
      {
        extends: true,
        resolve: { alias: installedIn('react-18', 'react-dom', 'react', '@testing-library/react') },
        test: { name: 'react 18', environment: dom, include: ['packages/react/test/**/*.dom.test.ts'] },
      },
      {
        extends: true,
        plugins: [reactCompilerPlugin(/\/packages\/react\/(src|test)\/[a-z-]+\.ts$/)],
        test: { name: 'react compiler', environment: dom, include: ['packages/react/test/**/*.dom.test.ts'] },
      },
      {
        extends: true,
        resolve: { alias: installedIn('vue-3.4', '@vue/server-renderer', '@vue/test-utils', 'vue') },
        test: { name: 'vue 3.4', environment: dom, include: ['packages/vue/test/**/*.dom.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          environment: 'node',
          include: [
            'packages/*/test/**/*.e2e.test.ts',
            'examples/*/test/**/*.e2e.test.ts',
            'docs/test/**/*.e2e.test.ts',
            'tooling/**/*.e2e.test.ts',
          ],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          // Pages share the machine with a server and other pages: what takes a tenth of a second alone may take several.
          expect: { poll: { timeout: 10_000 } },
        },
      },
    ],
  },
})
