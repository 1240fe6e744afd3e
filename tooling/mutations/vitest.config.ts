// The suite of one package, as Stryker runs it for each mutant: `MUTATED` names the package.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { suites } from './suites.ts'

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  resolve: { tsconfigPaths: true },
  // Mutants are switched on by lookups in every line, which makes blocks of megabytes slow.
  test: { ...suites[process.env['MUTATED'] === 'client' ? 'client' : 'parser'], testTimeout: 30_000 },
})
