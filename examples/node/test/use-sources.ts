// For a process that a test starts: `@linefeed/*` are this repository's sources, as they are for the tests themselves.
import { registerHooks } from 'node:module'

registerHooks({
  resolve: (specifier, context, next) =>
    next(
      specifier.startsWith('@linefeed/')
        ? new URL(`../../../packages/${specifier.slice('@linefeed/'.length)}/src/index.ts`, import.meta.url).href
        : specifier,
      context,
    ),
})
