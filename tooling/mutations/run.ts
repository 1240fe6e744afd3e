// Source files → how many of their mutants the suite notices, and the survivors. `pnpm run mutations -- <files>`
import { Stryker } from '@stryker-mutator/core'

const files = process.argv.slice(2).filter((argument) => argument !== '--')
const [, name] = /^packages\/(parser|client)\/src\//.exec(files[0] ?? '') ?? []
if (name === undefined || !files.every((file) => file.startsWith(`packages/${name}/src/`))) {
  throw new Error(
    `Cannot break sources: name files of packages/parser/src or of packages/client/src, got ${files.join(' ')}`,
  )
}
process.env['MUTATED'] = name

await new Stryker({
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', './tooling/mutations/messages.mjs'],
  vitest: { configFile: 'tooling/mutations/vitest.config.ts', related: false },
  ignorers: ['messages'],
  mutate: files,
  coverageAnalysis: 'perTest',
  // A mutant that loops counts as noticed.
  timeoutMS: 3_000,
  concurrency: 1,
  reporters: ['lines', 'clear-text'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  allowConsoleColors: false,
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['**/dist', '**/node_modules/.vite*', 'docs', 'examples', 'benchmarks', '.git', '.stryker-tmp'],
}).runMutationTest()
