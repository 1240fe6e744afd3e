// The demo: builds the page, keeps the server running whatever kills it, ends with Ctrl-C.
import { resolve } from 'node:path'
import { build } from 'vite'
import { readConfig } from './src/config.ts'
import { supervise } from './supervisor.ts'

try {
  readConfig(process.env)
  console.log('Building the page …')
  await build({ configFile: resolve(import.meta.dirname, 'page/vite.config.ts'), logLevel: 'warn' })
  console.log('Starting the server …')
  // So short that the page's button for a gap makes one.
  const supervisor = await supervise({ SOURCES: 'on', HISTORY_SIZE: '1000', ...process.env }, console.log)
  process.once('SIGINT', () => void supervisor.stop())
  process.once('SIGTERM', () => void supervisor.stop())
  console.log(
    `\n  Linefeed demo: ${supervisor.url}\n\n  Sign in, make trouble, watch every event arrive once. Ctrl-C ends it.\n`,
  )
  await supervisor.ended
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
