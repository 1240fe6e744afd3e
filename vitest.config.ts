// vitest looks for this name; the configuration is vitest.workspace.ts.
export { default } from './vitest.workspace.ts'
