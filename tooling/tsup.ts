// Entry files → one tsup build: ESM, CommonJS, types and source maps, the same for every package.
import { defineConfig } from 'tsup'

/** The build of a published package whose public entries are `entry`. */
export function library(entry: string[]) {
  return defineConfig({
    entry,
    format: ['esm', 'cjs'],
    target: 'es2022',
    platform: 'neutral',
    tsconfig: '../../tsconfig.build.json',
    dts: true,
    sourcemap: true,
    clean: true,
    treeshake: true,
  })
}
