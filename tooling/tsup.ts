// Entry files → one tsup build: ESM, CommonJS, types and source maps, the same for every package.
import { defineConfig, type Options } from 'tsup'

/** The build of a published package whose public entries are `entry`; `exceptions` say why. */
export function library(entry: string[] | Record<string, string>, exceptions: Options = {}) {
  return defineConfig({
    entry,
    format: ['esm', 'cjs'],
    target: 'es2022',
    platform: 'neutral',
    tsconfig: '../../tsconfig.build.json',
    // `await using` needs names that a project's own `lib` may not have.
    dts: { banner: '/// <reference lib="esnext.disposable" />' },
    sourcemap: true,
    clean: true,
    // One copy of each class, whichever entries are used together.
    splitting: true,
    treeshake: true,
    ...exceptions,
  })
}
