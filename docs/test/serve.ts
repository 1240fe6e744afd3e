// The built site on a port of its own, with clean URLs as a host of static sites has them.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

const dist = fileURLToPath(new URL('../.vitepress/dist/', import.meta.url))

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
}

/** @throws Error when the site was not built. */
export async function serveSite(): Promise<{ url: string; close: () => void }> {
  if (!existsSync(`${dist}index.html`)) {
    throw new Error('Cannot serve the site: it must be built by `pnpm docs:build`, got none')
  }
  const server = createServer(({ url = '/' }, response) => {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname).replace(/^\/+/, '')
    const file = [path, `${path}.html`, `${path}index.html`].find(isFile)
    response.writeHead(file === undefined ? 404 : 200, {
      'content-type': types[extname(file ?? '.html')] ?? 'text/plain',
    })
    response.end(readFileSync(`${dist}${file ?? '404.html'}`))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function isFile(path: string): boolean {
  return !path.includes('..') && existsSync(`${dist}${path}`) && statSync(`${dist}${path}`).isFile()
}
