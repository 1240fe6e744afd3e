// The page, its modules and the worker script of one version of msw on a free port. Knows vite, nothing of browsers.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

/** `msw` is the name the version is installed under. */
export async function servePage(msw: 'msw' | 'msw-2'): Promise<{ url: string; close: () => Promise<void> }> {
  const worker = await readFile(fileURLToPath(import.meta.resolve(`${msw}/mockServiceWorker.js`)), 'utf8')
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { tsconfigPaths: true, alias: [{ find: /^msw(?=$|\/)/u, replacement: msw }] },
    // Pre-bundled modules of one version are not those of the other.
    cacheDir: `node_modules/.vite-${msw}`,
    server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
    optimizeDeps: { entries: ['packages/msw/test/browser/page.html'] },
    plugins: [
      {
        name: 'worker-script',
        configureServer({ middlewares }) {
          middlewares.use('/mockServiceWorker.js', (_request, response) => {
            response.setHeader('content-type', 'text/javascript')
            response.end(worker)
          })
        },
      },
    ],
  })
  await server.listen()
  const address = server.httpServer?.address()
  if (typeof address !== 'object' || address === null) {
    throw new TypeError(`Cannot serve the page: the server has a port, got ${String(address)}`)
  }
  return {
    url: `http://127.0.0.1:${address.port}/packages/msw/test/browser/page.html`,
    close: () => server.close(),
  }
}
