// One of the dashboards, built, on a supervised server: for demos, screenshots and tests.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { supervise, type Supervisor } from '../server/supervisor.ts'

export type Framework = 'react' | 'vue'

/** `news` hears whenever the server had to be started again. */
export async function serveDashboard(
  framework: Framework,
  env: NodeJS.ProcessEnv = {},
  news?: (line: string) => void,
): Promise<Supervisor & AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), 'linefeed-dashboard-'))
  const page = join(folder, 'page')
  await build({
    configFile: resolve(import.meta.dirname, `../${framework}/vite.config.ts`),
    logLevel: 'error',
    build: { outDir: page, emptyOutDir: true },
  })
  const own = { SOURCES: 'on', DATA_DIR: join(folder, 'data'), PAGE_DIR: page }
  const supervisor = await supervise({ ...process.env, ...own, ...env }, news)
  return {
    ...supervisor,
    [Symbol.asyncDispose]: async () => {
      await supervisor.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
