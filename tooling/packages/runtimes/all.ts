// Every runtime we speak of: those that a registry or one Chromium give everywhere, and the engines that may be missing.
import { chromiumRuntimes, firefoxRuntimes } from './browsers.ts'
import { commandRuntime, workerdRuntime } from './commands.ts'
import type { Runtime } from './runtime.ts'
import { webkitRuntimes } from './webkit.ts'

/** Played by every test run. */
export const everywhere: Runtime[] = [
  ...['20', '22', '24', '26'].map((version) => commandRuntime(`Node ${version}`, ['-p', `node@${version}`, 'node'])),
  commandRuntime('Bun', ['-p', 'bun@1.4.5', 'bun']),
  commandRuntime('Deno', ['-p', 'deno@2.9.6', 'deno', 'run', '-A']),
  // Its AbortController knows no reasons.
  commandRuntime('React Native’s shape', ['-p', 'node@20', 'node', '--import', './react-native.mjs'], {
    abort: '[{"reason":"aborted"},"closed","gone"]',
  }),
  workerdRuntime('1.20261117.1'),
  ...chromiumRuntimes,
]

/** Played where they are found, by `pnpm run test:engines`. */
export const whereFound: Runtime[] = [...firefoxRuntimes, ...webkitRuntimes]
